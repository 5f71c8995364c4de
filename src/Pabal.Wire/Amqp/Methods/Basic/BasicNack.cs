namespace Pabal.Wire.Amqp;

/// <summary>basic.nack (60,120): deliveries are refused, or publishes lost; an extension of RabbitMQ.</summary>
public readonly record struct BasicNack(ulong DeliveryTag, bool Multiple, bool Requeue) : IAmqpMethod<BasicNack>
{
    public AmqpMethodId Id => AmqpMethodId.BasicNack;

    public int MaxLength => 13;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongLong(DeliveryTag);
        writer.WriteBits(Multiple, Requeue);
    }

    public static BasicNack Read(ref AmqpReader reader)
    {
        var deliveryTag = reader.ReadLongLong();
        var bits = reader.ReadOctet();
        return new(deliveryTag, (bits & 1) != 0, (bits & 2) != 0);
    }
}
