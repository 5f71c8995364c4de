namespace Pabal.Wire.Amqp;

/// <summary>queue.purge-ok (50,31): how many were dropped.</summary>
public readonly record struct QueuePurgeOk(uint MessageCount) : IAmqpMethod<QueuePurgeOk>
{
    public AmqpMethodId Id => AmqpMethodId.QueuePurgeOk;

    public int MaxLength => 8;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLong(MessageCount);
    }

    public static QueuePurgeOk Read(ref AmqpReader reader) => new(reader.ReadLong());
}
