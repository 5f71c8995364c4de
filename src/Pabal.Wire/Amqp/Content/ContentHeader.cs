using System.Buffers.Binary;

namespace Pabal.Wire.Amqp;

//  0          2           4              12               14
//  ┌──────────┬───────────┬──────────────┬────────────────┬───────────────┐
//  │ class: 2 │ weight: 2 │ body size: 8 │ prop. flags: 2 │ property list │
//  └──────────┴───────────┴──────────────┴────────────────┴───────────────┘
/// <summary>The payload of a content header frame (AMQP 0-9-1 §4.2.6.1).</summary>
/// <param name="bodySize">Octets of the body frames' payloads together.</param>
/// <param name="properties">Property flags and list, encoded.</param>
public readonly ref struct ContentHeader(ulong bodySize, ReadOnlySpan<byte> properties)
{
    /// <summary>The class of the only methods that carry content.</summary>
    public const ushort BasicClass = 60;

    /// <summary>The octets before the property flags.</summary>
    public const int FixedLength = 12;

    public ushort ClassId { get; private init; } = BasicClass;

    /// <summary>Unused; zero from peers that keep to the specification.</summary>
    public ushort Weight { get; private init; }

    /// <summary>Octets of the body frames' payloads together.</summary>
    public ulong BodySize { get; } = bodySize;

    /// <summary>Property flags and list, as encoded; read them with <see cref="BasicPropertiesView"/>.</summary>
    public ReadOnlySpan<byte> Properties { get; } = properties;

    /// <summary>The frame's octets for a property list of this length.</summary>
    public static int FrameLength(int propertiesLength) => Frame.Overhead + FixedLength + propertiesLength;

    /// <summary>False when the payload is too short to hold property flags. The properties are not checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ContentHeader header)
    {
        if (payload.Length < FixedLength + sizeof(ushort))
        {
            header = default;
            return false;
        }
        header = new(BinaryPrimitives.ReadUInt64BigEndian(payload[4..]), payload[FixedLength..])
        {
            ClassId = BinaryPrimitives.ReadUInt16BigEndian(payload),
            Weight = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]),
        };
        return true;
    }

    /// <summary>Like <see cref="TryRead"/>, but throws <see cref="MalformedException"/>.</summary>
    public static ContentHeader Read(ReadOnlySpan<byte> payload) =>
        TryRead(payload, out var header) ? header : throw new MalformedException("a content header is too short");

    /// <summary>Writes the whole frame and returns its length in octets.</summary>
    public int WriteFrame(Span<byte> destination, ushort channel)
    {
        var length = FixedLength + Properties.Length;
        destination[Frame.HeaderLength + length] = Frame.End;
        new FrameHeader(FrameType.Header, channel, (uint)length).Write(destination);
        Write(destination[Frame.HeaderLength..]);
        return Frame.Overhead + length;
    }

    /// <summary>Writes the payload and returns its length in octets.</summary>
    public int Write(Span<byte> destination)
    {
        Properties.CopyTo(destination[FixedLength..]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], BodySize);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Weight);
        BinaryPrimitives.WriteUInt16BigEndian(destination, ClassId);
        return FixedLength + Properties.Length;
    }
}
