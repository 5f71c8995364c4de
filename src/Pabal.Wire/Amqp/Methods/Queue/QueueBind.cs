namespace Pabal.Wire.Amqp;

/// <summary>queue.bind (50,20): routes from an exchange to a queue.</summary>
public readonly record struct QueueBind(
    string Queue, string Exchange, string RoutingKey, bool NoWait, FieldTable Arguments) : IAmqpMethod<QueueBind>
{
    public AmqpMethodId Id => AmqpMethodId.QueueBind;

    public int MaxLength =>
        7 + AmqpWriter.ShortStringLength(Queue)
        + AmqpWriter.ShortStringLength(Exchange)
        + AmqpWriter.ShortStringLength(RoutingKey)
        + AmqpWriter.TableLength(Arguments);

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShort(0);
        writer.WriteShortString(Queue);
        writer.WriteShortString(Exchange);
        writer.WriteShortString(RoutingKey);
        writer.WriteBits(NoWait);
        writer.WriteTable(Arguments);
    }

    public static QueueBind Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        var exchange = reader.ReadShortText();
        var routingKey = reader.ReadShortText();
        var bits = reader.ReadOctet();
        return new(queue, exchange, routingKey, (bits & 1) != 0, reader.ReadTable());
    }
}
