using System.Buffers.Binary;

namespace Pabal.Wire.Amqp;

/// <summary>basic.deliver (60,60): content for a consumer follows.</summary>
/// <param name="consumerTag">In UTF-8, at most 255 octets.</param>
/// <param name="deliveryTag">The channel's count of deliveries, from 1.</param>
/// <param name="redelivered">The message was delivered before.</param>
/// <param name="envelope">Exchange and routing key as in <see cref="MessageEnvelope"/>; kept, not copied, not checked.</param>
public readonly ref struct BasicDeliver(
    ReadOnlySpan<byte> consumerTag, ulong deliveryTag, bool redelivered, ReadOnlySpan<byte> envelope)
    : IAmqpMethod<BasicDeliver>
{
    public AmqpMethodId Id => AmqpMethodId.BasicDeliver;

    public ReadOnlySpan<byte> ConsumerTag { get; } = consumerTag;

    public ulong DeliveryTag { get; } = deliveryTag;

    public bool Redelivered { get; } = redelivered;

    public ReadOnlySpan<byte> Envelope { get; } = envelope;

    public ReadOnlySpan<byte> Exchange => MessageEnvelope.Exchange(Envelope);

    public ReadOnlySpan<byte> RoutingKey => MessageEnvelope.RoutingKey(Envelope);

    public int MaxLength => 14 + ConsumerTag.Length + Envelope.Length;

    public void Write(ref AmqpWriter writer)
    {
        writer.WriteMethodId(Id);
        writer.WriteShortString(ConsumerTag);
        var span = writer.Reserve(9 + Envelope.Length);
        span[8] = Redelivered ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(span, DeliveryTag);
        Envelope.CopyTo(span[9..]);
    }

    public static BasicDeliver Read(ref AmqpReader reader)
    {
        var consumerTag = reader.ReadShortString();
        var deliveryTag = reader.ReadLongLong();
        var bits = reader.ReadOctet();
        return new(consumerTag, deliveryTag, (bits & 1) != 0, reader.ReadEnvelope());
    }
}
