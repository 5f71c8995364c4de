namespace Pabal.Wire.Amqp;

/// <summary>basic.consume (60,20): starts a consumer.</summary>
public readonly record struct BasicConsume(
    string Queue, string ConsumerTag, bool NoLocal, bool NoAck, bool Exclusive, bool NoWait,
    FieldTable Arguments) : IAmqpMethod<BasicConsume>
{
    public AmqpMethodId Id => AmqpMethodId.BasicConsume;

    public int MaxLength =>
        7 + AmqpWriter.ShortStringLength(Queue)
        + AmqpWriter.ShortStringLength(ConsumerTag)
        + AmqpWriter.TableLength(Arguments);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteShortString(ConsumerTag);
        writer.WriteBits(NoLocal, NoAck, Exclusive, NoWait);
        writer.WriteTable(Arguments);
    }

    public static BasicConsume Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        var consumerTag = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(
            queue,
            consumerTag,
            (bits & 1) != 0,
            (bits & 2) != 0,
            (bits & 4) != 0,
            (bits & 8) != 0,
            reader.ReadTable());
    }
}
