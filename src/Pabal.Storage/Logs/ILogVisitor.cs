namespace Pabal.Storage;

/// <summary>Receives everything that is found in a log, in the order of its places.</summary>
public interface ILogVisitor
{
    /// <param name="record">What it is.</param>
    /// <param name="payload">Valid during the call; empty when the record isn't whole.</param>
    void OnRecord(in LogRecord record, ReadOnlySpan<byte> payload);

    /// <summary>A file has been read.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="done">Files read so far.</param>
    /// <param name="total">Files there are.</param>
    void OnProgress(int file, int done, int total);
}
