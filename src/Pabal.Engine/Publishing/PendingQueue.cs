using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>What one publisher has for one queue, gathered over a batch. Owned by the publisher.</summary>
internal sealed class PendingQueue(Queue queue)
{
    /// <summary>At this many messages the publisher hands its batch over, so that delivery starts while it goes on.</summary>
    public const int Capacity = 512;

    private readonly Queue queue = queue;
    private QueueEntry[] entries = new QueueEntry[4];
    private int count;

    public bool IsEmpty => count == 0;

    /// <returns>True when the batch is to be handed over.</returns>
    public bool Add(in QueueEntry entry)
    {
        if (count == entries.Length)
            Array.Resize(ref entries, count * 2);
        entries[count++] = entry;
        return count == Capacity;
    }

    public void Flush(FlushSet touched)
    {
        queue.Publish(entries.AsSpan(0, count), touched);
        count = 0;
    }
}
