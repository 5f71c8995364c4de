using System.Buffers.Binary;

namespace Pabal.Storage;

//  ┌─────────┬────────┬─────────┬────────┬───
//  │ first 4 │ last 4 │ first 4 │ last 4 │ …
//  └─────────┴────────┴─────────┴────────┴───
/// <summary>
/// The numbers of files, in ascending ranges. Files are deleted in any order, so each file begins with the set of those that
/// are there, and a deletion appends the set that remains: that tells a file that was deleted from one that was lost.
/// </summary>
internal sealed class LogFileSet
{
    private const int RangeLength = 2 * sizeof(int);

    private readonly List<(int First, int Last)> ranges = [];

    public int EncodedLength => ranges.Count * RangeLength;

    /// <param name="numbers">Ascending.</param>
    public static LogFileSet Of(IReadOnlyList<int> numbers)
    {
        var set = new LogFileSet();
        foreach (var number in numbers)
            set.Add(number, number);
        return set;
    }

    public static LogFileSet Read(ReadOnlySpan<byte> source)
    {
        var set = new LogFileSet();
        for (; source.Length >= RangeLength; source = source[RangeLength..])
        {
            set.Add(
                BinaryPrimitives.ReadInt32LittleEndian(source), BinaryPrimitives.ReadInt32LittleEndian(source[sizeof(int)..]));
        }
        return set;
    }

    /// <summary>Adds a range that doesn't begin before the last one.</summary>
    public void Add(int first, int last)
    {
        if (ranges.Count > 0 && first <= ranges[^1].Last + 1L)
            ranges[^1] = (ranges[^1].First, Math.Max(last, ranges[^1].Last));
        else
            ranges.Add((first, last));
    }

    public byte[] ToArray()
    {
        var octets = new byte[EncodedLength];
        for (var i = 0; i < ranges.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(i * RangeLength), ranges[i].First);
            BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan((i * RangeLength) + sizeof(int)), ranges[i].Last);
        }
        return octets;
    }

    public bool Contains(int number)
    {
        foreach (var (first, last) in ranges)
        {
            if (number >= first && number <= last)
                return true;
        }
        return false;
    }

    /// <summary>What is in the set and not in a list.</summary>
    public IEnumerable<int> Except(HashSet<int> numbers)
    {
        foreach (var (first, last) in ranges)
        {
            for (var number = first; number <= last; number++)
            {
                if (!numbers.Contains(number))
                    yield return number;
            }
        }
    }
}
