using System.Buffers.Binary;
using System.Numerics;

namespace Pabal.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one (RFC 3720 appendix B.4).</summary>
public static class Crc32C
{
    /// <summary>The checksum of the octets.</summary>
    public static uint Compute(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        while (octets.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[sizeof(ulong)..];
        }
        foreach (var octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
