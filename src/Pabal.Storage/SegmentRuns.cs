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
        var run = rest[0];
        var count = 1;
        for (; count < rest.Length && run.IsFollowedBy(rest[count].Position); count++)
            run = run with { Length = run.Length + rest[count].Length };
        rest = rest[count..];
        Current = run;
        return true;
    }
}
