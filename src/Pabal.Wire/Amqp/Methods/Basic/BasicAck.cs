namespace Pabal.Wire.Amqp;

/// <summary>basic.ack (60,80): deliveries are settled, or publishes confirmed.</summary>
public readonly record struct BasicAck(ulong DeliveryTag, bool Multiple) : IAmqpMethod<BasicAck>
{
    public AmqpMethodId Id => AmqpMethodId.BasicAck;

    public int MaxLength => 13;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongLong(DeliveryTag);
        writer.WriteBits(Multiple);
    }

    public static BasicAck Read(ref AmqpReader reader) => new(reader.ReadLongLong(), (reader.ReadOctet() & 1) != 0);
}
