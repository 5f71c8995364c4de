namespace Pabal.Bench.Machine;

/// <summary>What the disk took for a write of 4 KiB and its fdatasync, one after the other.</summary>
/// <param name="Appended">To a file that grew with each: its length is to be stored too.</param>
/// <param name="Preallocated">To a file whose blocks were reserved before.</param>
internal sealed record DiskTimes(SyncTimes Appended, SyncTimes Preallocated);
