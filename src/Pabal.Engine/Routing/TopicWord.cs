using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Pabal.Engine.Routing;

/// <summary>A word of a topic in 16 octets, so that a node holds what it is compared by.</summary>
/// <param name="Low">The first eight octets of a short word, or a hash.</param>
/// <param name="High">Seven more, or the length; and in the last octet the length of a short word, or a mark.</param>
internal readonly record struct TopicWord(ulong Low, ulong High)
{
    private const int LastOctet = 56;
    private const ulong LongMark = 0xff;
    private const ulong WildcardMark = 0xfe;
    private const int BlockLength = 2 * sizeof(ulong);

    /// <summary>Stands for '*' in a pattern; no word of a routing key is equal to it.</summary>
    public static TopicWord Star => new(0, WildcardMark << LastOctet);

    /// <summary>Stands for '#' in a pattern; no word of a routing key is equal to it.</summary>
    public static TopicWord Hash => new(1, WildcardMark << LastOctet);

    /// <summary>True when different words may be equal here.</summary>
    public bool IsLong => High >> LastOctet == LongMark;

    /// <param name="octets">Begin with the word.</param>
    /// <param name="length">Of the word, at most 15.</param>
    public static TopicWord Short(Vector128<byte> octets, int length)
    {
        var within = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length));
        var word = (octets & within).AsUInt64();
        return new(word.GetElement(0), word.GetElement(1) | ((ulong)length << LastOctet));
    }

    /// <param name="octets">All of the word, at least 16.</param>
    /// <param name="hash">Makes it hard to find words that are equal.</param>
    public static TopicWord Long(ReadOnlySpan<byte> octets, in TopicHash hash)
    {
        var low = 0UL;
        for (var at = 0; at + BlockLength < octets.Length; at += BlockLength)
            low = Mix(low, octets[at..], hash);
        // The last block overlaps the one before it.
        low = Mix(low, octets[^BlockLength..], hash);
        return new(low, (LongMark << LastOctet) | (uint)octets.Length);
    }

    /// <summary>What stands for a word in a pattern.</summary>
    public static TopicWord OfPattern(TopicWord word)
    {
        const ulong oneOctet = 1UL << LastOctet;
        return word switch
        {
            { Low: '*', High: oneOctet } => Star,
            { Low: '#', High: oneOctet } => Hash,
            _ => word,
        };
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> block, in TopicHash by) => by.Mix(
        hash ^ BinaryPrimitives.ReadUInt64LittleEndian(block), BinaryPrimitives.ReadUInt64LittleEndian(block[sizeof(ulong)..]));
}
