namespace Pabal.Wire.Amqp;

/// <summary>queue.delete-ok (50,41): how many messages went with it.</summary>
public readonly record struct QueueDeleteOk(uint MessageCount) : IAmqpMethod<QueueDeleteOk>
{
    public AmqpMethodId Id => AmqpMethodId.QueueDeleteOk;

    public int MaxLength => 8;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLong(MessageCount);
    }

    public static QueueDeleteOk Read(ref AmqpReader reader) => new(reader.ReadLong());
}
