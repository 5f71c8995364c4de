using System.Runtime.InteropServices;
using Pabal.Engine.Publishing;

namespace Pabal.Engine.Durability;

//  for each: │ kind 1 │ what DelayNotes has │
/// <summary>What a record says of its messages beside where they go, so that it survives when they do.</summary>
/// <remarks>Owned by its publisher.</remarks>
internal sealed class MessageNotes
{
    public const byte Delays = 1;

    private readonly List<(ulong Number, long DueMs)> delays = [];
    private readonly List<PendingQueue> delayed = [];

    public bool IsEmpty => delayed.Count == 0;

    /// <summary>Says that messages of a pending lane are delayed.</summary>
    public void AddDelayed(PendingQueue pending)
    {
        if (!delayed.Contains(pending))
            delayed.Add(pending);
    }

    /// <summary>Adds all of it; the messages have their numbers.</summary>
    public void Write(RecordBuffer record)
    {
        foreach (var pending in delayed)
        {
            if (pending.IsGone)
                continue;
            pending.CopyArrivals(delays);
            record.Write(Delays);
            DelayNotes.Write(record, pending.Id, CollectionsMarshal.AsSpan(delays));
            delays.Clear();
        }
    }

    public void Clear() => delayed.Clear();
}
