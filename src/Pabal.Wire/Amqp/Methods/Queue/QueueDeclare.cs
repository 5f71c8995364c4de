namespace Pabal.Wire.Amqp;

/// <summary>queue.declare (50,10): creates a queue, or checks it.</summary>
public readonly record struct QueueDeclare(
    string Queue, bool Passive, bool Durable, bool Exclusive, bool AutoDelete, bool NoWait,
    FieldTable Arguments) : IAmqpMethod<QueueDeclare>
{
    public AmqpMethodId Id => AmqpMethodId.QueueDeclare;

    public int MaxLength => 7 + AmqpWriter.ShortStringLength(Queue) + AmqpWriter.TableLength(Arguments);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteBits(Passive, Durable, Exclusive, AutoDelete, NoWait);
        writer.WriteTable(Arguments);
    }

    public static QueueDeclare Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(
            queue,
            (bits & 1) != 0,
            (bits & 2) != 0,
            (bits & 4) != 0,
            (bits & 8) != 0,
            (bits & 16) != 0,
            reader.ReadTable());
    }
}
