namespace Pabal.Wire.Amqp;

/// <summary>queue.delete (50,40): deletes a queue.</summary>
public readonly record struct QueueDelete(string Queue, bool IfUnused, bool IfEmpty, bool NoWait) : IAmqpMethod<QueueDelete>
{
    public AmqpMethodId Id => AmqpMethodId.QueueDelete;

    public int MaxLength => 7 + AmqpWriter.ShortStringLength(Queue);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteBits(IfUnused, IfEmpty, NoWait);
    }

    public static QueueDelete Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }
}
