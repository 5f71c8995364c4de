using System.Runtime.CompilerServices;
using Pabal.Engine.Durability;
using Pabal.Storage;

namespace Pabal.Engine.Messages;

/// <summary>Keeps messages, each once for all queues that hold it, as long as somebody has a reference to it.</summary>
public sealed class MessageStore
{
    internal MessageStore(SegmentStore segments) => Segments = segments;

    /// <summary>Octets of memory that messages take.</summary>
    public long BytesInUse => Segments.BytesInUse;

    internal SegmentStore Segments { get; }

    /// <summary>Where transient messages go when they take too much memory; null when they stay.</summary>
    internal Spill? Spill { get; set; }

    /// <summary>Reads back what is only on disk; null when nothing ever is.</summary>
    internal MessageLoader? Loader { get; set; }

    /// <summary>Shows a message to somebody who holds a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StoredMessage Open(in QueueEntry entry) => new(Segments, entry);

    /// <summary>Takes a further reference.</summary>
    public void AddReference(in QueueEntry entry) => Segments.AddReferences(entry.Position, 1);

    /// <summary>Gives up a reference.</summary>
    public void Release(in QueueEntry entry) => Segments.Release(entry.Position, 1);

    /// <summary>Gives up a reference to each.</summary>
    public void Release(ReadOnlySpan<QueueEntry> entries)
    {
        // Neighbours mostly lie in one segment: one interlocked operation for all of them.
        for (int from = 0, to = 0; from < entries.Length; from = to)
        {
            var position = entries[from].Position;
            do
            {
                to++;
            }
            while (to < entries.Length && entries[to].Position.IsInSegmentOf(position));
            Segments.Release(position, to - from);
        }
    }
}
