namespace Pabal.Wire.Amqp;

/// <summary>exchange.unbind (40,40): ends a binding between exchanges; an extension of RabbitMQ.</summary>
public readonly record struct ExchangeUnbind(
    string Destination, string Source, string RoutingKey, bool NoWait,
    FieldTable Arguments) : IAmqpMethod<ExchangeUnbind>
{
    public AmqpMethodId Id => AmqpMethodId.ExchangeUnbind;

    public int MaxLength =>
        7 + AmqpWriter.ShortStringLength(Destination)
        + AmqpWriter.ShortStringLength(Source)
        + AmqpWriter.ShortStringLength(RoutingKey)
        + AmqpWriter.TableLength(Arguments);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Destination);
        writer.WriteShortString(Source);
        writer.WriteShortString(RoutingKey);
        writer.WriteBits(NoWait);
        writer.WriteTable(Arguments);
    }

    public static ExchangeUnbind Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var destination = reader.ReadShortText();
        var source = reader.ReadShortText();
        var routingKey = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(destination, source, routingKey, (bits & 1) != 0, reader.ReadTable());
    }
}
