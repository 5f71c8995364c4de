namespace Pabal.Engine.Queues;

/// <summary>
/// What a queue has given up and is to be published to its dead-letter exchange: batch by batch, in the order of the deaths, by
/// one thread of the pool at a time, which holds no lock of the queue while it publishes.
/// </summary>
/// <remarks>
/// Guarded by the queue's lock. A dead letter is neither ready nor unacknowledged, but not settled either: the record of the
/// log that has its copies settles it, so a crash leaves it in its queue or in those that the copies went to.
/// </remarks>
internal sealed class DeadLetters(Queue queue) : IThreadPoolWorkItem
{
    // Then other work gets its turn.
    private const int BatchesAtOnce = 16;

    private readonly Queue<DeadLetterBatch> batches = new();
    private DeadLetterBatch? last;
    private bool isRunning;

    /// <summary>Those that are not published yet.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a message; the queue's reference to its record comes with it.</summary>
    public void Add(in DeadLetter letter)
    {
        if (last is null or { IsFull: true })
            batches.Enqueue(last = new DeadLetterBatch());
        last.Add(letter);
        Count++;
        if (isRunning || queue.Context.DeadLettering is not { } dispatcher)
            return;
        isRunning = true;
        dispatcher.Run(this);
    }

    /// <summary>Says that some of them were published, or dropped for good.</summary>
    public void OnSettled(int count) => Count -= count;

    /// <summary>Publishes what there is, or a good part of it.</summary>
    public void Execute()
    {
        var dispatcher = queue.Context.DeadLettering!;
        var touched = new FlushSet();
        var publisher = dispatcher.CreatePublisher(touched);
        for (var left = BatchesAtOnce; left > 0; left--)
        {
            if (Take() is not { } batch)
                return;
            var isPublished = publisher.Publish(queue, batch.Letters);
            touched.Flush();
            // When the log has failed, the broker is about to end, and what is in it stays where it was.
            if (!isPublished)
                return;
        }
        dispatcher.Run(this);
    }

    private DeadLetterBatch? Take()
    {
        lock (queue.Gate)
        {
            isRunning = batches.TryDequeue(out var batch);
            if (batch == last)
                last = null;
            return batch;
        }
    }
}
