namespace Pabal.Bench.Machine;

/// <summary>Times of writes, each followed by its fdatasync.</summary>
/// <param name="PerSecond">How many there were in a second.</param>
/// <param name="MedianMicroseconds">What one took.</param>
internal sealed record SyncTimes(double PerSecond, double MedianMicroseconds);
