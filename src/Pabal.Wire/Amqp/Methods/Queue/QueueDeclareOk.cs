namespace Pabal.Wire.Amqp;

/// <summary>queue.declare-ok (50,11): the queue is there.</summary>
public readonly record struct QueueDeclareOk(string Queue, uint MessageCount, uint ConsumerCount) : IAmqpMethod<QueueDeclareOk>
{
    public AmqpMethodId Id => AmqpMethodId.QueueDeclareOk;

    public int MaxLength => 12 + AmqpWriter.ShortStringLength(Queue);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(Queue);
        writer.WriteLong(MessageCount);
        writer.WriteLong(ConsumerCount);
    }

    public static QueueDeclareOk Read(ref AmqpReader reader) => new(
        reader.ReadShortText(),
        reader.ReadLong(),
        reader.ReadLong());
}
