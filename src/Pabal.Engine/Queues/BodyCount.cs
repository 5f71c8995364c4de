using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>Octets of the bodies that wait on a lane; there only where they are limited.</summary>
/// <remarks>
/// Guarded by the queue's lock. Of what is only on disk it is exact as long as nothing within an extent is settled, and the
/// share by count otherwise, until that extent is read.
/// </remarks>
internal sealed class BodyCount(MessageStore store)
{
    private long inMemory;
    private long cold;

    public long Octets => inMemory + cold;

    /// <summary>Says what is only on disk.</summary>
    public void SetCold(long octets) => cold = octets;

    public void OnAdded(ReadOnlySpan<QueueEntry> entries) => inMemory += Sum(entries);

    /// <summary>To be called while the records are there.</summary>
    public void OnRemoved(ReadOnlySpan<QueueEntry> entries) => inMemory -= Sum(entries);

    /// <summary>To be called while the records are there.</summary>
    public void OnPagedOut(ReadOnlySpan<QueueEntry> entries)
    {
        var octets = Sum(entries);
        inMemory -= octets;
        cold += octets;
    }

    /// <summary>What was counted as that many octets is not only on disk any more.</summary>
    public void OnTaken(long octets) => cold -= octets;

    public void Clear() => inMemory = cold = 0;

    private long Sum(ReadOnlySpan<QueueEntry> entries)
    {
        var octets = 0L;
        foreach (ref readonly var entry in entries)
            octets += store.Open(entry).BodyLength;
        return octets;
    }
}
