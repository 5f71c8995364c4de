using System.Runtime.InteropServices;

namespace Pabal.Bench.Backlogs;

/// <summary>Bodies whose every octet follows from their number. Their length is a multiple of 8.</summary>
internal static class BacklogBody
{
    public static void Fill(Span<byte> body, long number)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        for (var i = 0; i < words.Length; i++)
            words[i] = Word(number, i);
    }

    /// <returns>True when it is this number's body, as a whole.</returns>
    public static bool IsOf(long number, ReadOnlySpan<byte> body)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] != Word(number, i))
                return false;
        }
        return true;
    }

    /// <summary>The number that a body seems to have.</summary>
    public static long NumberOf(ReadOnlySpan<byte> body) => (long)MemoryMarshal.Read<ulong>(body);

    private static ulong Word(long number, int at) => (ulong)number + ((ulong)at * 0x9E3779B97F4A7C15);
}
