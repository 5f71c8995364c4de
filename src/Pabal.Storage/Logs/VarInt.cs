namespace Pabal.Storage;

/// <summary>Numbers in as few octets as they need: seven bits in each, the lowest first, the eighth bit set when more follow.</summary>
public static class VarInt
{
    /// <summary>The longest number of 32 bits, in octets.</summary>
    public const int MaxLength = 5;

    /// <summary>The longest number of 64 bits, in octets.</summary>
    public const int MaxLongLength = 10;

    public static int Length(uint value) => value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : value < 1u << 28 ? 4 : 5;

    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> destination, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            destination[count++] = (byte)(value | 0x80);
        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads a number of 32 bits and steps behind it.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out uint value)
    {
        var isRead = TryRead(ref source, MaxLength, out var wide);
        value = (uint)wide;
        return isRead;
    }

    /// <summary>Reads a number of 64 bits and steps behind it.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryReadLong(ref ReadOnlySpan<byte> source, out ulong value) => TryRead(ref source, MaxLongLength, out value);

    private static bool TryRead(ref ReadOnlySpan<byte> source, int maxLength, out ulong value)
    {
        value = 0;
        for (var i = 0; i < maxLength && i < source.Length; i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] >= 0x80)
                continue;
            source = source[(i + 1)..];
            return true;
        }
        return false;
    }
}
