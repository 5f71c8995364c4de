using System.Text;

namespace Pabal.Engine.Routing;

/// <summary>Hashes that are the same in every process and on every machine: what they choose must survive a restart.</summary>
internal static class StableHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>FNV-1a, mixed.</summary>
    public static ulong Of(ReadOnlySpan<byte> octets)
    {
        var hash = FnvOffset;
        foreach (var octet in octets)
            hash = (hash ^ octet) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>The hash of a text's UTF-8.</summary>
    public static ulong Of(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? Of(utf8[..length]) : Of(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Spreads a number over all bits: the last steps of SplitMix64, a bijection.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
