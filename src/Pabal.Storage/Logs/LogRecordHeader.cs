using System.Buffers.Binary;

namespace Pabal.Storage;

//  0          4             8                 16     17        20        24
//  ┌──────────┬─────────────┬─────────────────┬──────┬─────────┬─────────┬─────────┐
//  │ length 4 │ payload CRC │ durable up to 8 │ type │ zero 3  │ CRC 4   │ payload │  padded to 8
//  └──────────┴─────────────┴─────────────────┴──────┴─────────┴─────────┴─────────┘
/// <summary>What stands before each record's payload. Little-endian; the last CRC-32C covers what stands before it.</summary>
/// <param name="PayloadLength">Octets.</param>
/// <param name="PayloadCrc">CRC-32C of the payload.</param>
/// <param name="DurableEnd">
/// Up to where the log was durable when this was appended. A reader that finds a bad record learns from a later good one
/// whether the bad one was promised to anybody.
/// </param>
/// <param name="Type">The owner's word for what is in it; 0 and 255 are the log's own.</param>
internal readonly record struct LogRecordHeader(int PayloadLength, uint PayloadCrc, LogPosition DurableEnd, byte Type)
{
    public const int Length = 24;

    /// <summary>The type of a file's last record.</summary>
    public const byte Seal = 255;

    private const int CrcOffset = 20;

    /// <summary>The record's octets with header and padding, so that records begin at multiples of eight.</summary>
    public static long RecordLength(long payloadLength) => (Length + payloadLength + 7) & ~7;

    public void Write(Span<byte> destination)
    {
        destination[..Length].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, PayloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], PayloadCrc);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], DurableEnd.Value);
        destination[16] = Type;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CrcOffset..], Crc32C.Compute(destination[..CrcOffset]));
    }

    /// <returns>False when it isn't a header, or not a whole one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out LogRecordHeader header)
    {
        header = default;
        if (source.Length < Length
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
        {
            return false;
        }
        header = new LogRecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(source[8..])),
            source[16]);
        return header.PayloadLength >= 0 && header.Type != 0;
    }
}
