using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Pabal.Engine.Routing;

/// <summary>A topic's text in UTF-8, and its words: empty ones count, but an empty text has no words at all. Reusable.</summary>
internal sealed class TopicText
{
    // Behind the text: the dot that ends the last word, and what a word is read with at once.
    private const int Margin = 1 + 16;
    private const byte Dot = (byte)'.';

    private byte[] octets = [];
    private int length;

    public TopicText(string topic) => Set(topic);

    /// <summary>The offset of the first word; beyond the text when there is none.</summary>
    public int First => length == 0 ? 1 : 0;

    /// <summary>In octets.</summary>
    public int Capacity => octets.Length;

    public void Set(string topic)
    {
        var needed = Encoding.UTF8.GetMaxByteCount(topic.Length) + Margin;
        if (octets.Length < needed)
            octets = new byte[BitOperations.RoundUpToPowerOf2((uint)needed)];
        length = Encoding.UTF8.GetBytes(topic, octets);
        octets[length] = Dot;
    }

    public bool IsEnd(int offset) => offset > length;

    /// <summary>The octets of a word.</summary>
    /// <param name="offset">Of the word.</param>
    /// <param name="next">Of the next one, or beyond the end.</param>
    public ReadOnlySpan<byte> Octets(int offset, int next) => octets.AsSpan(offset, next - offset - 1);

    /// <summary>Reads the word at <paramref name="offset"/> and moves to the next one, or beyond the end.</summary>
    public TopicWord Read(ref int offset, in TopicHash hash)
    {
        var from = offset;
        var block = MemoryMarshal.Read<Vector128<byte>>(octets.AsSpan(from));
        var dots = Vector128.Equals(block, Vector128.Create(Dot)).ExtractMostSignificantBits();
        if (dots != 0)
        {
            var count = BitOperations.TrailingZeroCount(dots);
            offset = from + count + 1;
            return TopicWord.Short(block, count);
        }
        var rest = octets.AsSpan(from, length + 1 - from);
        offset = from + rest.IndexOf(Dot) + 1;
        return TopicWord.Long(Octets(from, offset), hash);
    }
}
