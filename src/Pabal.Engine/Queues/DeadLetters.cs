using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// What a queue has given up and is to be published to its dead-letter exchange: batch by batch, in the order of the deaths, by
/// one thread of the pool at a time, which holds no lock of the queue while it publishes.
/// </summary>
/// <remarks>
/// Guarded by the queue's lock. A dead letter is neither ready nor unacknowledged, but not settled either: the record of the
/// log that has its copies settles it, so a crash leaves it in its queue or in those that the copies went to.
/// </remarks>
internal sealed class DeadLetters : IThreadPoolWorkItem
{
    // Then other work gets its turn.
    private const int BatchesAtOnce = 16;

    // Of more than this no further ones are read from disk, until half of them are gone.
    private const int ManyCount = 16 * 1024;

    private readonly Queue queue;
    private readonly Queue<DeadLetterBatch> batches = new();
    private readonly KeptDeadLetters kept;
    private DeadLetterBatch? last;
    private bool isRunning;

    public DeadLetters(Queue queue)
    {
        this.queue = queue;
        kept = new KeptDeadLetters(queue, OnRetry);
    }

    /// <summary>Those that are not published yet.</summary>
    public int Count { get; private set; }

    /// <summary>Octets of those that are not published yet, as they stand in memory.</summary>
    public long Octets { get; private set; }

    /// <summary>So many are to be published that their queue should not be read for more.</summary>
    public bool AreMany { get; private set; }

    /// <summary>Adds a message; the queue's reference to its record comes with it.</summary>
    public void Add(in DeadLetter letter)
    {
        if (last is null or { IsFull: true })
            batches.Enqueue(last = new DeadLetterBatch());
        last.Add(letter);
        Count++;
        Octets += letter.Entry.Length;
        AreMany |= Count - kept.Count >= ManyCount;
        Start();
    }

    /// <summary>Says that some of them were published, or dropped for good.</summary>
    public void OnSettled(ReadOnlySpan<Settlement> messages)
    {
        Count -= messages.Length;
        foreach (ref readonly var message in messages)
            Octets -= message.Entry.Length;
    }

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
            var unread = batch.IsKept ? kept.Load(batch) : null;
            var isPublished = publisher.Publish(queue, batch.Letters, out var refused);
            // When the log has failed, the broker is about to end, and what is in it stays where it was.
            if (!isPublished)
                return;
            OnPublished(batch, refused, unread, touched);
            touched.Flush();
        }
        dispatcher.Run(this);
    }

    private void Start()
    {
        if (isRunning || queue.Context.DeadLettering is not { } dispatcher)
            return;
        isRunning = true;
        dispatcher.Run(this);
    }

    private DeadLetterBatch? Take()
    {
        lock (queue.Gate)
        {
            isRunning = batches.TryDequeue(out var batch);
            if (!isRunning)
                kept.EndReading();
            if (batch == last)
                last = null;
            return batch;
        }
    }

    // What no queue takes now is tried again later.
    private void OnPublished(DeadLetterBatch batch, DeadLetterBatch? refused, DeadLetterBatch? unread, FlushSet touched)
    {
        var paged = new List<QueueEntry>();
        lock (queue.Gate)
        {
            if (refused is not null)
                kept.Add(refused, batch.Place, paged);
            if (unread is not null)
                Forget(unread);
            if (AreMany && Count - kept.Count <= ManyCount / 2)
            {
                AreMany = false;
                queue.OnReady(touched);
            }
            var isAnyTaken = batch.Count > (refused?.Count ?? 0);
            if (kept.OnTried(isAnyTaken, batch.IsKept) is { } next)
                batches.Enqueue(next);
        }
        foreach (var entry in paged)
            queue.Store.Release(entry);
    }

    // Those of a queue that was deleted meanwhile have gone with it; others stay in the log, where the next start finds them.
    private void Forget(DeadLetterBatch unread)
    {
        Count -= unread.Count;
        foreach (ref readonly var letter in unread.Letters)
            Octets -= letter.Entry.Length;
    }

    private void OnRetry()
    {
        lock (queue.Gate)
        {
            kept.MoveTo(batches);
            last = null;
            Start();
        }
    }
}
