namespace Pabal.Wire.Amqp;

/// <summary>basic.get-ok (60,71): the content asked for follows.</summary>
/// <param name="deliveryTag">The channel's count of deliveries, from 1.</param>
/// <param name="redelivered">The message was delivered before.</param>
/// <param name="envelope">Exchange and routing key as in <see cref="MessageEnvelope"/>; kept, not copied, not checked.</param>
/// <param name="messageCount">Messages still waiting.</param>
public readonly ref struct BasicGetOk(ulong deliveryTag, bool redelivered, ReadOnlySpan<byte> envelope, uint messageCount)
    : IAmqpMethod<BasicGetOk>
{
    public AmqpMethodId Id => AmqpMethodId.BasicGetOk;

    public ulong DeliveryTag { get; } = deliveryTag;

    public bool Redelivered { get; } = redelivered;

    public ReadOnlySpan<byte> Envelope { get; } = envelope;

    /// <summary>Messages still waiting.</summary>
    public uint MessageCount { get; } = messageCount;

    public int MaxLength => 17 + Envelope.Length;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteLongLong(DeliveryTag);
        writer.WriteBits(Redelivered);
        writer.WriteRaw(Envelope);
        writer.WriteLong(MessageCount);
    }

    public static BasicGetOk Read(ref AmqpReader reader)
    {
        var deliveryTag = reader.ReadLongLong();
        var bits = reader.ReadOctet();
        var envelope = reader.ReadEnvelope();
        return new(deliveryTag, (bits & 1) != 0, envelope, reader.ReadLong());
    }
}
