namespace Pabal.Storage;

/// <summary>What is known of a record that was found in a log.</summary>
/// <param name="Position">Where it begins, as <see cref="Log.Append"/> returned it.</param>
/// <param name="Type">As it was appended; 0 and 255 are the log's own.</param>
/// <param name="Length">Octets of the payload: the index and the body behind it.</param>
/// <param name="IndexLength">Octets of the index.</param>
/// <param name="IsWhole">False when the payload isn't what was appended.</param>
/// <param name="IsBehindGap">True when something before it can't be read: it is not part of what a broker would recover.</param>
public readonly record struct LogRecord(
    LogPosition Position, byte Type, int Length, int IndexLength, bool IsWhole, bool IsBehindGap)
{
    /// <summary>True when the log itself wrote it.</summary>
    public bool IsLogsOwn => LogRecordHeader.IsLogsOwn(Type);
}
