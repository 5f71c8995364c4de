namespace Pabal.Wire.Amqp;

/// <summary>exchange.declare (40,10): creates an exchange, or checks it.</summary>
public readonly record struct ExchangeDeclare(
    string Exchange, string Type, bool Passive, bool Durable, bool AutoDelete, bool Internal, bool NoWait,
    FieldTable Arguments) : IAmqpMethod<ExchangeDeclare>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeDeclare;

    public int MaxLength =>
        7 + AmqpWriter.ShortStringLength(Exchange)
        + AmqpWriter.ShortStringLength(Type)
        + AmqpWriter.TableLength(Arguments);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Exchange);
        writer.WriteShortString(Type);
        writer.WriteBits(Passive, Durable, AutoDelete, Internal, NoWait);
        writer.WriteTable(Arguments);
    }

    public static ExchangeDeclare Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var exchange = reader.ReadShortText();
        var type = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(
            exchange,
            type,
            (bits & 1) != 0,
            (bits & 2) != 0,
            (bits & 4) != 0,
            (bits & 8) != 0,
            (bits & 16) != 0,
            reader.ReadTable());
    }
}
