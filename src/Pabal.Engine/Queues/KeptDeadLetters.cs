using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>
/// Dead letters that no queue has taken, and that are tried again: later, and later still while none of them is taken. Meanwhile what
/// is durable is in the log alone, so that they take little memory, however many there are. They stay in order, and where there are
/// many, those behind have to wait for those before, as in RabbitMQ.
/// </summary>
/// <remarks>Guarded by the queue's lock, but for <see cref="Load"/>: reading is for the one who publishes, without the lock.</remarks>
internal sealed class KeptDeadLetters
{
    private const int MinRetryMs = 1000;
    private const int MaxRetryMs = 60_000;

    // Those tried at a time; further ones follow as long as some are taken.
    private const int BatchesAtOnce = 64;

    private readonly Queue queue;
    private readonly PriorityQueue<DeadLetterBatch, long> batches = new();
    private readonly Deadline retry;
    private ExtentReader? reader;
    private DeadLetterBatch? last;
    private long lastPlace;
    private int retryMs = MinRetryMs;
    private bool isRetrySet;

    /// <param name="queue">Whose they are.</param>
    /// <param name="onRetry">Called when they are to be tried again, without the lock.</param>
    public KeptDeadLetters(Queue queue, Action onRetry)
    {
        this.queue = queue;
        retry = new Deadline(onRetry);
    }

    public int Count { get; private set; }

    /// <summary>Keeps dead letters.</summary>
    /// <param name="refused">In the order of their deaths.</param>
    /// <param name="place">That of the batch that they were in.</param>
    /// <param name="paged">Receives those whose records the caller is to release, without the lock: the log has them.</param>
    public void Add(DeadLetterBatch refused, long place, List<QueueEntry> paged)
    {
        foreach (ref var letter in refused.Letters)
        {
            if (letter.IsOnDisk || !IsDurable(letter))
                continue;
            paged.Add(letter.Entry);
            letter = letter with { IsOnDisk = true };
        }
        Count += refused.Count;
        if (place == 0)
            Append(refused);
        else
            Enqueue(refused, place);
    }

    /// <summary>Says that a batch was tried, and sees to it that the others are in time.</summary>
    /// <param name="isAnyTaken">Whether any of it was taken.</param>
    /// <param name="wasKept">Whether it had been kept.</param>
    /// <returns>The batch to try now; null when there is none.</returns>
    public DeadLetterBatch? OnTried(bool isAnyTaken, bool wasKept)
    {
        if (isAnyTaken)
            retryMs = MinRetryMs;
        if (batches.Count == 0)
            return null;
        if (isAnyTaken && wasKept)
            return Take();
        if (!isRetrySet)
        {
            isRetrySet = true;
            queue.Context.Schedule.Set(retry, queue.Context.Schedule.NowMs + retryMs);
            retryMs = Math.Min(retryMs * 2, MaxRetryMs);
        }
        return null;
    }

    /// <summary>Hands over those that are to be tried again now.</summary>
    public void MoveTo(Queue<DeadLetterBatch> others)
    {
        isRetrySet = false;
        // Of a queue that is gone there will be no other time.
        for (var left = queue.IsGone ? batches.Count : Math.Min(batches.Count, BatchesAtOnce); left > 0; left--)
            others.Enqueue(Take());
    }

    /// <summary>Reads those of a batch back that are on disk. It is said of a queue that is still there, when some can't be read.</summary>
    /// <returns>Those that can't be read, which are not in the batch any more; null when there are none.</returns>
    public DeadLetterBatch? Load(DeadLetterBatch batch)
    {
        reader ??= new ExtentReader(queue.Store);
        string? problem = null;
        var letters = batch.Letters;
        foreach (var index in InOrderOfTheLog(letters))
        {
            ref var letter = ref letters[index];
            if (letter.IsOnDisk && Read(letter.Sequence, ref problem) is { } entry)
                letter = letter with { Entry = entry, IsOnDisk = false };
        }
        reader.Release();
        var unread = batch.RemoveOnDisk();
        if (unread is not null && !queue.IsDeleted)
            queue.Store.Loader!.Report(queue, unread.Count, problem);
        return unread;
    }

    /// <summary>Gives up what reading takes: there may be many queues that wait for the next time. For the one who publishes.</summary>
    public void EndReading() => reader = null;

    private DeadLetterBatch Take()
    {
        var batch = batches.Dequeue();
        Count -= batch.Count;
        if (batch == last)
            last = null;
        return batch;
    }

    // Messages may be rejected one by one.
    private void Append(DeadLetterBatch refused)
    {
        foreach (ref readonly var letter in refused.Letters)
        {
            if (last is null or { IsFull: true })
                Enqueue(last = new DeadLetterBatch(), ++lastPlace);
            last.Add(letter);
        }
    }

    private void Enqueue(DeadLetterBatch batch, long place)
    {
        batch.Place = place;
        batches.Enqueue(batch, place);
    }

    // Only quorum queues keep dead letters, and they have no priorities.
    private bool IsDurable(in DeadLetter letter) =>
        letter.Entry is { Persistent: true, Priority: 0 }
        && queue.LaneFor(0).Journal is { } journal
        && journal.Find(letter.Sequence) is { } extent
        && extent.To <= journal.Journal.DurableEnd;

    // Consumers that share what was published together reject it in turns: it is to be read once all the same.
    private static int[] InOrderOfTheLog(ReadOnlySpan<DeadLetter> letters)
    {
        var sequences = new ulong[letters.Length];
        var indexes = new int[letters.Length];
        for (var i = 0; i < letters.Length; i++)
            (sequences[i], indexes[i]) = (letters[i].Sequence, i);
        Array.Sort(sequences, indexes);
        return indexes;
    }

    // What was published together is read together.
    private QueueEntry? Read(ulong sequence, ref string? problem)
    {
        if (reader!.Loaded.TryTake(sequence) is { } read)
            return read;
        var journal = queue.LaneFor(0).Journal!;
        for (var attempt = 1; attempt <= ExtentReader.MaxAttempts && Find(journal, sequence) is { } extent; attempt++)
        {
            reader.Release();
            var failure = reader.Read(journal, extent, priority: 0, isPersistent: true);
            if (failure is null && reader.Loaded.TryTake(sequence) is { } entry)
                return entry;
            problem = failure ?? problem;
        }
        return null;
    }

    private MessageExtent? Find(QueueJournal journal, ulong sequence)
    {
        lock (queue.Gate)
            return journal.Find(sequence);
    }
}
