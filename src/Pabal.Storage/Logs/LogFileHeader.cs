using System.Buffers.Binary;

namespace Pabal.Storage;

//  0            8           12       16              24         32       60      64
//  ┌────────────┬───────────┬────────┬───────────────┬──────────┬────────┬───────┐
//  │ "PABALLOG" │ version 4 │ zero 4 │ file number 8 │ log id 8 │ zero   │ CRC 4 │
//  └────────────┴───────────┴────────┴───────────────┴──────────┴────────┴───────┘
/// <summary>
/// How every file of the log begins. Numbers are little-endian; the CRC-32C covers what stands before it, and stays where it
/// is in every later version.
/// </summary>
/// <remarks>It is durable before a record is written behind it: a bad one in front of anything is damage.</remarks>
internal static class LogFileHeader
{
    public const int Length = 64;
    public const uint Version = 4;

    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> Magic => "PABALLOG"u8;

    public static void Write(Span<byte> destination, int file, long logId)
    {
        destination[..Length].Clear();
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], file);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], logId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CrcOffset..], Crc32C.Compute(destination[..CrcOffset]));
    }

    /// <returns>What is wrong with it; null when nothing is.</returns>
    /// <exception cref="LogFormatException">It is whole, but of a version this program doesn't know.</exception>
    public static string? Check(ReadOnlySpan<byte> source, int file, out long logId)
    {
        logId = 0;
        if (source.Length < Length)
            return "the file header is cut off";
        if (!source.StartsWith(Magic))
            return "the file header is not that of a log";
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
            return "the file header's checksum is wrong";
        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version != Version)
            throw new LogFormatException($"{LogFileName.Of(file)} has format version {version}; this program knows version {Version} only");
        logId = BinaryPrimitives.ReadInt64LittleEndian(source[24..]);
        return BinaryPrimitives.ReadInt64LittleEndian(source[16..]) == file ? null : "the file header has another file's number";
    }
}
