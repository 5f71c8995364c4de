using System.Runtime.InteropServices;
using Pabal.Engine.Deduplication;
using Pabal.Engine.Publishing;

namespace Pabal.Engine.Durability;

//  for each: │ kind 1 │ what DelayNotes or KeyNotes has │
/// <summary>What a record says of its messages beside where they go, so that it survives when they do.</summary>
/// <remarks>Owned by its publisher.</remarks>
internal sealed class MessageNotes
{
    public const byte Delays = 1;
    public const byte Keys = 2;

    private readonly List<(ulong Number, long DueMs)> delays = [];
    private readonly List<PendingQueue> delayed = [];
    private readonly RecordBuffer keys = new();

    public bool IsEmpty => delayed.Count == 0 && keys.Length == 0;

    /// <summary>Says that messages of a pending lane are delayed.</summary>
    public void AddDelayed(PendingQueue pending)
    {
        if (!delayed.Contains(pending))
            delayed.Add(pending);
    }

    /// <summary>Notes the key by which a message is known again.</summary>
    public void AddKey(long windowId, in SeenKey key)
    {
        keys.Write(Keys);
        KeyNotes.Write(keys, windowId, new ReadOnlySpan<SeenKey>(in key));
    }

    /// <summary>Takes the keys back.</summary>
    public void ForgetKeys() => keys.Clear();

    /// <summary>Adds all of it; the messages have their numbers.</summary>
    public void Write(RecordBuffer record)
    {
        record.Write(keys.Octets);
        foreach (var pending in delayed)
        {
            if (pending.HasTakenNothing)
                continue;
            pending.CopyArrivals(delays);
            record.Write(Delays);
            DelayNotes.Write(record, pending.Id, CollectionsMarshal.AsSpan(delays));
            delays.Clear();
        }
    }

    public void Clear()
    {
        delayed.Clear();
        keys.Clear();
    }
}
