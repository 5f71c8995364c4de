using System.Buffers.Binary;

namespace Pabal.Wire.Amqp;

//  0      1         3            7                      7 + length
//  ┌──────┬─────────┬────────────┬──────────────────────┬──────┐
//  │ type │ channel │ length     │ payload              │ 0xCE │
//  └──────┴─────────┴────────────┴──────────────────────┴──────┘
/// <summary>The first seven octets of a frame (AMQP 0-9-1 §4.2.3).</summary>
/// <param name="Type">As received: unknown types are the caller's to refuse.</param>
/// <param name="Channel">0 for the connection itself.</param>
/// <param name="PayloadLength">Octets between header and frame end, as claimed; not checked against frame-max.</param>
public readonly record struct FrameHeader(FrameType Type, ushort Channel, uint PayloadLength)
{
    /// <summary>The whole frame's octets.</summary>
    public long FrameLength => (long)PayloadLength + Frame.Overhead;

    /// <summary>False while there are fewer than seven octets.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out FrameHeader header)
    {
        if (octets.Length < Frame.HeaderLength)
        {
            header = default;
            return false;
        }
        header = new(
            (FrameType)octets[0],
            BinaryPrimitives.ReadUInt16BigEndian(octets[1..]),
            BinaryPrimitives.ReadUInt32BigEndian(octets[3..]));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        // Highest offset first: one bounds check serves all three.
        BinaryPrimitives.WriteUInt32BigEndian(destination[3..], PayloadLength);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], Channel);
        destination[0] = (byte)Type;
    }
}
