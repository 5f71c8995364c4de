namespace Pabal.Storage;

/// <summary>What was found in one file of a log.</summary>
/// <param name="Number">The file's number.</param>
/// <param name="Octets">From its beginning to behind its last record that counts; 0 when its header can't be read.</param>
/// <param name="Records">Whole records, without the log's own.</param>
/// <param name="IsSealed">True when it is complete.</param>
public sealed record LogFileReport(int Number, long Octets, long Records, bool IsSealed);
