using System.Runtime.InteropServices;

namespace Pabal.Engine.Durability;

/// <summary>What the log says of one queue, gathered while it is replayed.</summary>
internal sealed class RecoveredQueue
{
    private readonly List<MessageExtent> extents = [];
    private readonly List<(int SourceFile, long Attempt, MessageExtent Extent)> copies = [];
    private ulong next;

    public SettledMessages Settled { get; } = new();

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
        foreach (var extent in extents)
        {
            // What was never logged, because it was transient, is gone.
            Settled.Settle(known, Math.Max(known, extent.First));
            Add(list, Behind(known, extent), journal);
            known = Math.Max(known, extent.End);
        }
        Settled.Settle(known, next);
        extents.Clear();
        copies.Clear();
        return (list, next);
    }

    // A message may be there twice: an attempt to move it that a crash ended is known to be void only as long as a record of
    // the attempt that followed is there. Number and content are the same, so that one copy is as good as the other.
    private static MessageExtent Behind(ulong known, MessageExtent extent)
    {
        if (known <= extent.First)
            return extent;
        extent.Settle((int)(Math.Min(known, extent.End) - extent.First));
        extent.First = Math.Min(known, extent.End);
        return extent;
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
