using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.MicroBenchmarks;

/// <summary>A consumer that takes each message and does nothing with it.</summary>
internal sealed class TakesAll : IDeliveryTarget
{
    public static void Subscribe(Queue queue)
    {
        var consumer = new Consumer(queue, "bench", new TakesAll()) { AutoAcknowledge = true };
        queue.Subscribe(consumer);
        queue.Resume(consumer, new FlushSet());
    }

    public int TryDeliver(Consumer consumer, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched) =>
        entries.Length;

    public void OnQueueDeleted(Consumer consumer)
    {
    }
}
