namespace Pabal.Wire.Amqp;

/// <summary>queue.purge (50,30): drops the messages that wait.</summary>
public readonly record struct QueuePurge(string Queue, bool NoWait) : IAmqpMethod<QueuePurge>
{
    public AmqpMethodId Id => AmqpMethodId.QueuePurge;

    public int MaxLength => 7 + AmqpWriter.ShortStringLength(Queue);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteBits(NoWait);
    }

    public static QueuePurge Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        return new(queue, (reader.ReadOctet() & 1) != 0);
    }
}
