namespace Pabal.Storage;

/// <summary>Ranges, with those made one that follow each other in memory, as the messages of a batch mostly do.</summary>
internal ref struct SegmentRuns(ReadOnlySpan<SegmentRange> ranges)
{
    private ReadOnlySpan<SegmentRange> rest = ranges;

    public SegmentRange Current { get; private set; }

    public readonly SegmentRuns GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        var (position, length) = (rest[0].Position, rest[0].Length);
        var count = 1;
        // In the same segment: what comes behind a record's last segment is some other record's.
        for (; count < rest.Length && IsBehind(rest[count].Position, position, length); count++)
            length += rest[count].Length;
        rest = rest[count..];
        Current = new SegmentRange(position, length);
        return true;
    }

    private static bool IsBehind(SegmentPosition next, SegmentPosition position, int length) =>
        next.IsInSegmentOf(position) && position.Offset + length == next.Offset;
}
