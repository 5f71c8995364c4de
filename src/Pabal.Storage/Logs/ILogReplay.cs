namespace Pabal.Storage;

/// <summary>Receives the records of a log that is opened, in the order in which they were appended.</summary>
/// <remarks>
/// A file whose deletion a crash interrupted is replayed once more and is gone afterwards. Of a record that the owner had
/// appended again elsewhere, the last place counts.
/// </remarks>
public interface ILogReplay
{
    /// <param name="type">As it was appended.</param>
    /// <param name="position">Where the payload begins.</param>
    /// <param name="payload">Valid during the call.</param>
    void OnRecord(byte type, LogPosition position, ReadOnlySpan<byte> payload);

    /// <summary>A file has been read.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="done">Files read so far.</param>
    /// <param name="total">Files there are.</param>
    void OnProgress(int file, int done, int total);
}
