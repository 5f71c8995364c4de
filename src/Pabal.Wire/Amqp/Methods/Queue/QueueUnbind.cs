namespace Pabal.Wire.Amqp;

/// <summary>queue.unbind (50,50): ends a binding; always answered.</summary>
public readonly record struct QueueUnbind(
    string Queue, string Exchange, string RoutingKey, FieldTable Arguments) : IAmqpMethod<QueueUnbind>
{
    public AmqpMethodId Id => AmqpMethodId.QueueUnbind;

    public int MaxLength =>
        6 + AmqpWriter.ShortStringLength(Queue)
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
        writer.WriteTable(Arguments);
    }

    public static QueueUnbind Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var queue = reader.ReadShortText();
        var exchange = reader.ReadShortText();
        var routingKey = reader.ReadShortText();
        return new(queue, exchange, routingKey, reader.ReadTable());
    }
}
