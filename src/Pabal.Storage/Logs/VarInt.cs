namespace Pabal.Storage;

/// <summary>Numbers in as few octets as they need: seven bits in each, the lowest first, the eighth bit set when more follow.</summary>
internal static class VarInt
{
    public const int MaxLength = 5;

    public static int Length(uint value) => value < 1u << 7 ? 1 : value < 1u << 14 ? 2 : value < 1u << 21 ? 3 : value < 1u << 28 ? 4 : 5;

    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> destination, uint value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            destination[count++] = (byte)(value | 0x80);
        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads a number and steps behind it.</summary>
    /// <returns>False when there is none.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out uint value)
    {
        if (!source.IsEmpty && source[0] < 0x80)
        {
            value = source[0];
            source = source[1..];
            return true;
        }
        value = 0;
        for (var i = 0; i < MaxLength && i < source.Length; i++)
        {
            value |= (uint)(source[i] & 0x7F) << (7 * i);
            if (source[i] >= 0x80)
                continue;
            source = source[(i + 1)..];
            return true;
        }
        return false;
    }
}
