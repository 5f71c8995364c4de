namespace Pabal.Storage;

/// <summary>Octets of a record in a <see cref="SegmentStore"/>, from its beginning. The record may span segments.</summary>
/// <param name="Position">Where the record begins.</param>
/// <param name="Length">Octets.</param>
public readonly record struct SegmentRange(SegmentPosition Position, int Length);
