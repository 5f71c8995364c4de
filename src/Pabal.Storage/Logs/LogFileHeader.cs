using System.Buffers.Binary;
using System.Globalization;

namespace Pabal.Storage;

//  0            8           12          16               24        28
//  ┌────────────┬───────────┬───────────┬────────────────┬─────────┬──────┐
//  │ "PABALLOG" │ version 4 │ zero 4    │ file number 8  │ CRC 4   │ zero │  to 64
//  └────────────┴───────────┴───────────┴────────────────┴─────────┴──────┘
/// <summary>How every file of the log begins. Numbers are little-endian; the CRC-32C covers what stands before it.</summary>
internal static class LogFileHeader
{
    public const int Length = 64;
    public const uint Version = 1;

    private const int CrcOffset = 24;
    private const string Extension = ".log";

    private static ReadOnlySpan<byte> Magic => "PABALLOG"u8;

    public static string NameOf(int file) => file.ToString("x8", CultureInfo.InvariantCulture) + Extension;

    /// <returns>False when it is the name of something else.</returns>
    public static bool TryParseName(string name, out int file)
    {
        file = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && name.Length == 8 + Extension.Length
            && int.TryParse(name.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out file);
    }

    public static void Write(Span<byte> destination, int file)
    {
        destination[..Length].Clear();
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], file);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CrcOffset..], Crc32C.Compute(destination[..CrcOffset]));
    }

    /// <returns>What is wrong with it; null when nothing is.</returns>
    /// <exception cref="LogFormatException">It is whole, but of a version this program doesn't know.</exception>
    public static string? Check(ReadOnlySpan<byte> source, int file)
    {
        if (source.Length < Length)
            return "the file header is cut off";
        if (!source.StartsWith(Magic))
            return "the file header is not that of a log";
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
            return "the file header's checksum is wrong";
        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version != Version)
            throw new LogFormatException($"{NameOf(file)} has format version {version}; this program knows version {Version} only");
        return BinaryPrimitives.ReadInt64LittleEndian(source[16..]) == file ? null : "the file header has another file's number";
    }
}
