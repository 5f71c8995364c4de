namespace Pabal.Storage;

/// <summary>Octets of a record in a <see cref="SegmentStore"/>, from its beginning. The record may span segments.</summary>
/// <param name="Position">Where the record begins.</param>
/// <param name="Length">Octets.</param>
public readonly record struct SegmentRange(SegmentPosition Position, int Length)
{
    /// <summary>True when a record follows in memory, so that both are one piece.</summary>
    /// <remarks>In the same segment: what comes behind a record's last segment is some other record's.</remarks>
    public bool IsFollowedBy(SegmentPosition next) =>
        next.IsInSegmentOf(Position) && Position.Offset + Length == next.Offset;
}
