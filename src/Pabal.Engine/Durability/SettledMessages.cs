using System.Numerics;

namespace Pabal.Engine.Durability;

/// <summary>Which sequence numbers of a queue are settled: all below the lowest unsettled one, and some above it.</summary>
/// <remarks>
/// Guarded by the queue's lock. In order, it is one number. Out of order, it is a bit for each number, in chunks; a chunk
/// that is all settled costs one place in the table, so that one old message doesn't make it long.
/// </remarks>
internal sealed class SettledMessages
{
    private const int ChunkBits = 12;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly Dictionary<ulong, Chunk> chunks = [];

    /// <summary>The lowest number that is not settled.</summary>
    public ulong Lowest { get; private set; }

    /// <summary>Settles <paramref name="first"/> up to <paramref name="end"/>, exclusive; what is settled already stays so.</summary>
    public void Settle(ulong first, ulong end)
    {
        if (end <= Lowest)
            return;
        if (first <= Lowest)
        {
            Advance(end);
            return;
        }
        while (first < end)
        {
            var number = first >> ChunkBits;
            var partEnd = Math.Min(end, (number + 1) << ChunkBits);
            if (!chunks.TryGetValue(number, out var chunk))
                chunks[number] = chunk = new Chunk();
            if (chunk.Set((int)(first & (ChunkLength - 1)), (int)(partEnd - first)))
                chunks[number] = Chunk.Full;
            first = partEnd;
        }
    }

    public bool IsSettled(ulong number) => CountUnsettled(number, number + 1) == 0;

    /// <summary>How many from <paramref name="first"/> up to <paramref name="end"/>, exclusive, are not settled.</summary>
    public int CountUnsettled(ulong first, ulong end)
    {
        first = Math.Max(first, Lowest);
        if (first >= end)
            return 0;
        var count = (int)(end - first);
        while (chunks.Count > 0 && first < end)
        {
            var number = first >> ChunkBits;
            var partEnd = Math.Min(end, (number + 1) << ChunkBits);
            if (chunks.TryGetValue(number, out var chunk))
                count -= chunk.Count((int)(first & (ChunkLength - 1)), (int)(partEnd - first));
            first = partEnd;
        }
        return count;
    }

    /// <summary>Behind which number the first so many unsettled ones lie.</summary>
    /// <param name="first">The number to begin with.</param>
    /// <param name="end">Behind the last number; up to there are enough.</param>
    /// <param name="count">How many.</param>
    public ulong FindEnd(ulong first, ulong end, int count)
    {
        var (low, high) = (first, end);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            if (CountUnsettled(first, middle) >= count)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>Adds what is settled above <see cref="Lowest"/>, in order, to the list: first, and behind the last.</summary>
    public void CopyTo(List<(ulong First, ulong End)> ranges)
    {
        var numbers = new List<ulong>(chunks.Keys);
        numbers.Sort();
        foreach (var number in numbers)
        {
            var from = number << ChunkBits;
            var chunk = chunks[number];
            for (var at = chunk.Next(0, isSet: true); at < ChunkLength;)
            {
                var to = chunk.Next(at, isSet: false);
                Add(ranges, Math.Max(from + (ulong)at, Lowest), from + (ulong)to);
                at = chunk.Next(to, isSet: true);
            }
        }
    }

    private static void Add(List<(ulong First, ulong End)> ranges, ulong first, ulong end)
    {
        if (first >= end)
            return;
        if (ranges.Count > 0 && ranges[^1].End == first)
            ranges[^1] = (ranges[^1].First, end);
        else
            ranges.Add((first, end));
    }

    private void Advance(ulong end)
    {
        if (chunks.Count == 0)
        {
            Lowest = end;
            return;
        }
        RemoveBelow(end >> ChunkBits);
        Lowest = end;
        while (chunks.TryGetValue(Lowest >> ChunkBits, out var chunk))
        {
            var unset = chunk.Next((int)(Lowest & (ChunkLength - 1)), isSet: false);
            Lowest = (Lowest & ~(ulong)(ChunkLength - 1)) + (ulong)unset;
            if (unset < ChunkLength)
                return;
            chunks.Remove((Lowest >> ChunkBits) - 1);
        }
    }

    private void RemoveBelow(ulong end)
    {
        var number = Lowest >> ChunkBits;
        if (end - number > (ulong)chunks.Count)
        {
            foreach (var key in chunks.Keys)
            {
                if (key < end)
                    chunks.Remove(key);
            }
            return;
        }
        for (; number < end; number++)
            chunks.Remove(number);
    }

    private sealed class Chunk
    {
        public static readonly Chunk Full = new() { count = ChunkLength };

        private readonly ulong[] words = new ulong[ChunkLength / 64];
        private int count;

        /// <returns>True when all are set now.</returns>
        public bool Set(int from, int length)
        {
            if (count == ChunkLength)
                return true;
            for (var end = from + length; from < end;)
            {
                var mask = Mask(from, end, out var next);
                ref var word = ref words[from >> 6];
                count += BitOperations.PopCount(mask & ~word);
                word |= mask;
                from = next;
            }
            return count == ChunkLength;
        }

        public int Count(int from, int length)
        {
            if (count == ChunkLength)
                return length;
            var found = 0;
            for (var end = from + length; from < end;)
            {
                found += BitOperations.PopCount(words[from >> 6] & Mask(from, end, out var next));
                from = next;
            }
            return found;
        }

        /// <summary>The first place from <paramref name="from"/> on that is, or isn't, set; the length when there is none.</summary>
        public int Next(int from, bool isSet)
        {
            if (count == ChunkLength)
                return isSet ? from : ChunkLength;
            while (from < ChunkLength)
            {
                var word = isSet ? words[from >> 6] : ~words[from >> 6];
                word &= ulong.MaxValue << (from & 63);
                if (word != 0)
                    return (from & ~63) + BitOperations.TrailingZeroCount(word);
                from = (from & ~63) + 64;
            }
            return ChunkLength;
        }

        private static ulong Mask(int from, int end, out int next)
        {
            next = Math.Min(end, (from & ~63) + 64);
            return (ulong.MaxValue << (from & 63)) & (ulong.MaxValue >> (63 - ((next - 1) & 63)));
        }
    }
}
