namespace Pabal.Storage;

/// <summary>Receives the records of a log that is opened, in the order in which they were appended.</summary>
/// <remarks>
/// A file whose deletion a crash interrupted is replayed once more and is gone afterwards. Of a record that the owner had
/// appended again elsewhere, the last place counts.
/// </remarks>
public interface ILogReplay
{
    /// <param name="type">As it was appended.</param>
    /// <param name="start">Where the record begins; it ends <see cref="Log.RecordOctets"/> later.</param>
    /// <param name="index">Valid during the call.</param>
    /// <param name="payloadLength">Octets of index and body together.</param>
    void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength);

    /// <summary>A file has been read.</summary>
    /// <param name="file">Its number.</param>
    /// <param name="done">Files read so far.</param>
    /// <param name="total">Files there are.</param>
    void OnProgress(int file, int done, int total);
}
