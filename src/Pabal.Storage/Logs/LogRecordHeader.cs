using System.Buffers.Binary;

namespace Pabal.Storage;

//  0          4         8                  16              20       21       24      28
//  ┌──────────┬─────────┬──────────────────┬───────────────┬────────┬────────┬───────┬───────┬──────┐
//  │ length 4 │ index 4 │ synced up to 8   │ payload CRC 4 │ type 1 │ zero 3 │ CRC 4 │ index │ body │  padded to 8
//  └──────────┴─────────┴──────────────────┴───────────────┴────────┴────────┴───────┴───────┴──────┘
/// <summary>What stands before each record's payload, which is an index and the body behind it. Little-endian.</summary>
/// <remarks>
/// The last CRC-32C covers the log's id, the record's own position, and what stands before it. So nothing that was written
/// elsewhere can pass for a record, not even a message that contains a copy of the log.
/// </remarks>
/// <param name="PayloadLength">Octets.</param>
/// <param name="IndexLength">Octets of the payload that are its index.</param>
/// <param name="PayloadCrc">CRC-32C of the payload.</param>
/// <param name="SyncedEnd">
/// Up to where the log was on the device when this was appended. A reader that finds a bad record learns from a later good one
/// whether the bad one was promised to anybody.
/// </param>
/// <param name="Type">The owner's word for what is in it; some are the log's own.</param>
internal readonly record struct LogRecordHeader(
    int PayloadLength, int IndexLength, uint PayloadCrc, LogPosition SyncedEnd, byte Type)
{
    public const int Length = 28;

    /// <summary>A record that names the log's files (<see cref="LogFileSet"/>).</summary>
    public const byte Files = 0;

    /// <summary>A record that repeats what is in its file (<see cref="LogFooter"/>); the one before the seal.</summary>
    public const byte Footer = 254;

    /// <summary>The type of a file's last record, whose index is the footer's offset in four octets.</summary>
    public const byte Seal = 255;

    /// <summary>The octets of a seal.</summary>
    public const int SealLength = 32;

    private const int CrcOffset = 24;

    public static bool IsLogsOwn(byte type) => type is Files or Footer or Seal;

    /// <summary>The record's octets with header and padding, so that records begin at multiples of eight.</summary>
    public static long RecordLength(long payloadLength) => (Length + payloadLength + 7) & ~7L;

    public void Write(Span<byte> destination, long logId, LogPosition start)
    {
        destination[..Length].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(destination, PayloadLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], IndexLength);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], SyncedEnd.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], PayloadCrc);
        destination[20] = Type;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CrcOffset..], Checksum(destination, logId, start));
    }

    /// <returns>False when no record begins here.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, long logId, LogPosition start, out LogRecordHeader header)
    {
        header = default;
        // Most of what is no header shows at once, and a file may hold millions of places to look at.
        if (source.Length < Length
            || BinaryPrimitives.ReadUInt32LittleEndian(source[20..]) > byte.MaxValue
            || BinaryPrimitives.ReadUInt32LittleEndian(source) > Log.MaxPayloadOctets
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Checksum(source, logId, start))
        {
            return false;
        }
        header = new LogRecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[16..]),
            new LogPosition(BinaryPrimitives.ReadInt64LittleEndian(source[8..])),
            source[20]);
        // Among millions of places in a torn tail, 32 bits alone would sometimes agree by chance.
        return (uint)header.IndexLength <= (uint)header.PayloadLength && header.SyncedEnd <= start;
    }

    private static uint Checksum(ReadOnlySpan<byte> header, long logId, LogPosition start)
    {
        Span<byte> place = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, logId);
        BinaryPrimitives.WriteInt64LittleEndian(place[sizeof(long)..], start.Value);
        return Crc32C.Extend(Crc32C.Compute(place), header[..CrcOffset]);
    }
}
