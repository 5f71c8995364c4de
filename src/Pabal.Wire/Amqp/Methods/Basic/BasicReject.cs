namespace Pabal.Wire.Amqp;

/// <summary>basic.reject (60,90): one delivery is refused.</summary>
public readonly record struct BasicReject(ulong DeliveryTag, bool Requeue) : IAmqpMethod<BasicReject>
{
    public AmqpMethodId Id => AmqpMethodId.BasicReject;

    public int MaxLength => 13;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongLong(DeliveryTag);
        writer.WriteBits(Requeue);
    }

    public static BasicReject Read(ref AmqpReader reader) => new(reader.ReadLongLong(), (reader.ReadOctet() & 1) != 0);
}
