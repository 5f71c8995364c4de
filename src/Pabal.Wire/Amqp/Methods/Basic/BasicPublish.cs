using System.Buffers.Binary;

namespace Pabal.Wire.Amqp;

/// <summary>basic.publish (60,40): content follows. A view of the received octets: no name becomes a string.</summary>
/// <param name="envelope">Exchange and routing key as in <see cref="MessageEnvelope"/>; kept, not copied, not checked.</param>
/// <param name="mandatory">Return the message when no queue gets it.</param>
/// <param name="immediate">Refused by RabbitMQ with 540.</param>
public readonly ref struct BasicPublish(ReadOnlySpan<byte> envelope, bool mandatory, bool immediate)
    : IAmqpMethod<BasicPublish>
{
    public AmqpMethodId Id => AmqpMethodId.BasicPublish;

    /// <summary>Exchange and routing key, as they stood on the wire. Not checked to be UTF-8.</summary>
    public ReadOnlySpan<byte> Envelope { get; } = envelope;

    public ReadOnlySpan<byte> Exchange => MessageEnvelope.Exchange(Envelope);

    public ReadOnlySpan<byte> RoutingKey => MessageEnvelope.RoutingKey(Envelope);

    /// <summary>Return the message when no queue gets it.</summary>
    public bool Mandatory { get; } = mandatory;

    /// <summary>Refused by RabbitMQ with 540.</summary>
    public bool Immediate { get; } = immediate;

    public int MaxLength => 7 + Envelope.Length;

    /// <summary>Reads the octets after class and method id; false when they are not exactly the arguments.</summary>
    public static bool TryRead(ReadOnlySpan<byte> arguments, out BasicPublish publish)
    {
        publish = default;
        // Two reserved octets, two length octets, the bits: a well-formed publish has no fewer.
        if (arguments.Length < 5)
            return false;
        var keyAt = 3 + arguments[2];
        if (keyAt >= arguments.Length)
            return false;
        var bitsAt = keyAt + 1 + arguments[keyAt];
        if (bitsAt != arguments.Length - 1)
            return false;
        var bits = arguments[bitsAt];
        publish = new(arguments[2..bitsAt], (bits & 1) != 0, (bits & 2) != 0);
        return true;
    }

    public static BasicPublish Read(ref AmqpReader reader)
    {
        reader.ReadShort();
        var envelope = reader.ReadEnvelope();
        var bits = reader.ReadOctet();
        return new(envelope, (bits & 1) != 0, (bits & 2) != 0);
    }

    public void Write(ref AmqpWriter writer)
    {
        var span = writer.Reserve(7 + Envelope.Length);
        span[^1] = (byte)((Mandatory ? 1 : 0) | (Immediate ? 2 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(span, (uint)Id);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], 0);
        Envelope.CopyTo(span[6..]);
    }
}
