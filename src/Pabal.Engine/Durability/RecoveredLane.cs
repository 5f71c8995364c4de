using System.Runtime.InteropServices;

namespace Pabal.Engine.Durability;

/// <summary>What the log says of one lane of a queue, gathered while it is replayed.</summary>
internal sealed class RecoveredLane
{
    private readonly List<MessageExtent> extents = [];
    private readonly List<(int SourceFile, long Attempt, MessageExtent Extent)> copies = [];
    private ulong next;
    private ReturnedMessages? returned;

    public SettledMessages Settled { get; } = new();

    /// <summary>When messages are due, where they are delayed.</summary>
    public Dictionary<ulong, long> Delays { get; } = [];

    /// <summary>Messages below this number may have been delivered; null when nothing is known of it.</summary>
    public ulong? DeliveredEnd { get; set; }

    public void Add(in MessageExtent extent)
    {
        next = Math.Max(next, extent.End);
        if (extents.Count > 0)
        {
            ref var last = ref CollectionsMarshal.AsSpan(extents)[^1];
            if (last.End == extent.First && last.TryMerge(extent))
                return;
        }
        extents.Add(extent);
    }

    /// <summary>Adds copies that were made of messages of another file.</summary>
    public void AddCopy(int sourceFile, long attempt, in MessageExtent extent)
    {
        next = Math.Max(next, extent.End);
        copies.Add((sourceFile, attempt, extent));
    }

    public void Settle(ulong first, ulong end)
    {
        next = Math.Max(next, end);
        Settled.Settle(first, end);
    }

    public void Return(ulong number, MessageReturn its)
    {
        next = Math.Max(next, number + 1);
        returned ??= new ReturnedMessages();
        returned.Add(number, its);
    }

    /// <summary>Messages that came back and are not settled; null when there are none.</summary>
    public ReturnedMessages? TakeReturned()
    {
        returned?.RemoveSettled(Settled);
        return returned is { Count: > 0 } ? returned : null;
    }

    /// <summary>Finds where the messages are that are left, and counts them as live.</summary>
    /// <param name="files">The files that are there, and the attempts by which others were given up.</param>
    /// <param name="journal">The broker's.</param>
    public (ExtentList Extents, ulong Next) Finish(RecoveredFiles files, Journal journal)
    {
        extents.RemoveAll(extent => !files.Has(extent.From.File));
        foreach (var (sourceFile, attempt, extent) in copies)
        {
            if (files.Has(extent.From.File) && files.IsMoved(sourceFile, attempt))
                extents.Add(extent);
        }
        extents.Sort(static (one, other) => one.First.CompareTo(other.First));
        var list = new ExtentList();
        var known = 0UL;
        foreach (ref var extent in CollectionsMarshal.AsSpan(extents))
        {
            // Copies of an attempt that was given up count when the log no longer knows of the later one, because what that
            // has copied was moved on. They are the same as what is elsewhere.
            if (extent.End <= known)
                continue;
            if (extent.First < known)
                extent.TrimBefore(known);
            // What was never logged, because it was transient, is gone.
            Settled.Settle(known, extent.First);
            known = extent.End;
            Add(list, extent, journal);
        }
        Settled.Settle(known, next);
        extents.Clear();
        copies.Clear();
        return (list, next);
    }

    private void Add(ExtentList list, MessageExtent extent, Journal journal)
    {
        var gone = extent.Live - Settled.CountUnsettled(extent.First, extent.End);
        if (gone > 0)
            extent.Settle(gone);
        if (extent.Live == 0)
            return;
        journal.Log.AddLive(extent.From, extent.Live, extent.LiveOctets);
        list.Add(extent, Settled);
    }
}
