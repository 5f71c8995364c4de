namespace Pabal.Storage;

/// <summary>How full a file of a log is, and how much of it its owner still needs.</summary>
/// <param name="Number">The file's number.</param>
/// <param name="Octets">Up to the end of what was appended.</param>
/// <param name="LiveOctets">Octets that the owner needs.</param>
/// <param name="LiveCount">Items that the owner needs; read a moment apart from the octets.</param>
/// <param name="IsSealed">True when it is full and durable, and may be deleted once nothing in it is needed.</param>
public readonly record struct LogFileStatistics(int Number, long Octets, long LiveOctets, long LiveCount, bool IsSealed)
{
    /// <summary>Where its first record begins.</summary>
    public LogPosition Start => new(Number, LogFileHeader.Length);

    /// <summary>Behind its last record.</summary>
    public LogPosition End => new(Number, Octets);
}
