using System.Numerics;
using System.Runtime.InteropServices;

namespace Pabal.Storage;

/// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one (RFC 3720 appendix B.4).</summary>
public static class Crc32C
{
    // One instruction waits three cycles for the one before it, so three lanes side by side take the time of one. A sum is
    // linear: what a lane adds to it is moved on, by table, over the zeros that stand for the lanes behind.
    private const int LaneWords = 32;
    private const int LaneOctets = LaneWords * sizeof(ulong);

    private static readonly uint[] OverLane = MakeOverLane();

    /// <summary>The checksum of the octets.</summary>
    public static uint Compute(ReadOnlySpan<byte> octets) => Extend(0, octets);

    /// <summary>The checksum of octets that stand behind others.</summary>
    /// <param name="crc">The checksum of those before; 0 when there are none.</param>
    /// <param name="octets">What follows.</param>
    public static uint Extend(uint crc, ReadOnlySpan<byte> octets)
    {
        crc = ~crc;
        for (; octets.Length >= 3 * LaneOctets; octets = octets[(3 * LaneOctets)..])
            crc = ExtendByLanes(crc, octets);
        var words = MemoryMarshal.Cast<byte, ulong>(octets);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, LittleEndian(word));
        foreach (var octet in octets[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }

    private static uint ExtendByLanes(uint crc, ReadOnlySpan<byte> octets)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(octets[..(3 * LaneOctets)]);
        uint second = 0;
        uint third = 0;
        for (var i = 0; i < LaneWords; i++)
        {
            crc = BitOperations.Crc32C(crc, LittleEndian(words[i]));
            second = BitOperations.Crc32C(second, LittleEndian(words[i + LaneWords]));
            third = BitOperations.Crc32C(third, LittleEndian(words[i + (2 * LaneWords)]));
        }
        return MoveOverLane(MoveOverLane(crc) ^ second) ^ third;
    }

    private static ulong LittleEndian(ulong word) =>
        BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);

    private static uint MoveOverLane(uint crc)
    {
        var table = OverLane;
        return table[(byte)crc] ^ table[256 + (byte)(crc >> 8)] ^ table[512 + (byte)(crc >> 16)] ^ table[768 + (crc >> 24)];
    }

    private static uint[] MakeOverLane()
    {
        var table = new uint[4 * 256];
        for (var bit = 0; bit < 32; bit++)
        {
            var moved = 1u << bit;
            for (var i = 0; i < LaneWords; i++)
                moved = BitOperations.Crc32C(moved, 0UL);
            // Every octet that has the bit is one without it, and the bit.
            var part = table.AsSpan(bit / 8 * 256, 256);
            var single = 1 << (bit % 8);
            for (var octet = single; octet < 2 * single; octet++)
                part[octet] = part[octet - single] ^ moved;
        }
        return table;
    }
}
