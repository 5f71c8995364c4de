namespace Pabal.Storage;

/// <summary>Where a record begins: a segment and an offset in it.</summary>
/// <param name="Value">Segment index in the upper bits, offset in the lower <see cref="OffsetBits"/>.</param>
public readonly record struct SegmentPosition(long Value)
{
    internal const int OffsetBits = 18;

    internal SegmentPosition(int segment, int offset)
        : this(((long)segment << OffsetBits) | (uint)offset)
    {
    }

    internal int Segment => (int)(Value >> OffsetBits);

    /// <summary>True when both records lie in the same segment, so that they can be released together.</summary>
    public bool IsInSegmentOf(SegmentPosition other) => Segment == other.Segment;

    internal int Offset => (int)Value & ((1 << OffsetBits) - 1);
}
