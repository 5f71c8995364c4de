using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pabal.Engine.Deduplication;

/// <summary>What is kept of a message's key: enough of its SHA-256 that two keys are never taken for one.</summary>
/// <param name="Low">The first 8 octets.</param>
/// <param name="High">The 8 octets after them.</param>
internal readonly record struct MessageKey(ulong Low, ulong High)
{
    public const int Length = 16;

    /// <summary>The key of some octets, whatever they stand for.</summary>
    public static MessageKey Of(ReadOnlySpan<byte> octets)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, hash);
        return Read(hash);
    }

    public static MessageKey Read(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]));

    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(octets, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[sizeof(ulong)..], High);
    }
}
