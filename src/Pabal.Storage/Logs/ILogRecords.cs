namespace Pabal.Storage;

/// <summary>Receives records that are read back.</summary>
public interface ILogRecords
{
    /// <param name="type">As it was appended.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="index">Valid during the call.</param>
    /// <param name="body">Valid during the call.</param>
    void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, ReadOnlySpan<byte> body);
}
