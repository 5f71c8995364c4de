namespace Pabal.Wire.Amqp;

/// <summary>basic.get (60,70): asks for one message.</summary>
public readonly record struct BasicGet(string Queue, bool NoAck) : IAmqpMethod<BasicGet>
{
    public AmqpMethodId Id => AmqpMethodId.BasicGet;

    public int MaxLength => 7 + AmqpWriter.ShortStringLength(Queue);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteBits(NoAck);
    }

    public static BasicGet Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        return new(queue, (reader.ReadOctet() & 1) != 0);
    }
}
