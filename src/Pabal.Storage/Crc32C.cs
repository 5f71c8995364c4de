using System.Buffers.Binary;
using System.Numerics;

namespace Pabal.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one (RFC 3720 appendix B.4).</summary>
public static class Crc32C
{
    /// <summary>The checksum of the octets.</summary>
    public static uint Compute(ReadOnlySpan<byte> octets) => Extend(0, octets);

    /// <summary>The checksum of octets that stand behind others.</summary>
    /// <param name="crc">The checksum of those before; 0 when there are none.</param>
    /// <param name="octets">What follows.</param>
    public static uint Extend(uint crc, ReadOnlySpan<byte> octets)
    {
        crc = ~crc;
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
