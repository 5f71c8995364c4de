namespace Pabal.Wire.Amqp;

/// <summary>exchange.delete (40,20): deletes an exchange.</summary>
public readonly record struct ExchangeDelete(string Exchange, bool IfUnused, bool NoWait) : IAmqpMethod<ExchangeDelete>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeDelete;

    public int MaxLength => 7 + AmqpWriter.ShortStringLength(Exchange);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Exchange);
        writer.WriteBits(IfUnused, NoWait);
    }

    public static ExchangeDelete Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var exchange = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(exchange, (bits & 1) != 0, (bits & 2) != 0);
    }
}
