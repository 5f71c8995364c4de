using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>Where the messages of a consumer go: the one verb that the engine calls outward.</summary>
/// <remarks>Called under the queue's lock: no I/O, no allocation, no call back into the engine.</remarks>
public interface IDeliveryTarget
{
    /// <summary>
    /// Takes messages in order, as many as credit and outbound room allow. When it takes fewer than offered, the consumer
    /// gets no more until the target calls <see cref="Queue.Resume"/>.
    /// </summary>
    /// <param name="consumer">Whose messages they are.</param>
    /// <param name="entries">At least one message; the records stay valid during the call.</param>
    /// <param name="firstSequence">The first message's place in the queue; the others follow one by one.</param>
    /// <param name="touched">Receives whatever must be flushed after the queue's lock is released.</param>
    /// <returns>How many were taken.</returns>
    int TryDeliver(Consumer consumer, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched);

    /// <summary>The queue is gone; the consumer gets nothing any more. Called without a lock.</summary>
    void OnQueueDeleted(Consumer consumer);
}
