using Pabal.Storage;

namespace Pabal.Engine;

/// <summary>
/// Raises the alarm when the log's disk has too little room, and clears it when there is a quarter more, so that it doesn't
/// flicker with each file of the log.
/// </summary>
/// <remarks>
/// Thread-safe; <c>gate</c> guards the last answer. What is left below the limit is for those who go on:
/// acknowledgements, checkpoints, and the copies by which files become free.
/// </remarks>
internal sealed class DiskWatch(IStorageDevice device, long limit, ResourceAlarm alarm)
{
    private readonly Lock gate = new();
    private bool isScarce;

    public void Check()
    {
        lock (gate)
        {
            if (!TryGetFree(out var free))
                return;
            isScarce = free < (isScarce ? limit + (limit / 4) : limit);
            alarm.Set(ScarceResources.Disk, isScarce);
        }
    }

    // A device that can't be asked says more when it is written to: then the log fails.
    private bool TryGetFree(out long free)
    {
        free = 0;
        try
        {
            free = device.AvailableOctets;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
