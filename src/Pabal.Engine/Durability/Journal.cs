using System.Collections.Concurrent;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker writes down: the log, the queues that have messages in it, and who waits for it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Journal(IStorageObserver? observer) : ILogObserver
{
    private readonly DurabilityWaiters waiters = new();
    private readonly ConcurrentDictionary<long, Queue> queues = new();
    private Log? log;
    private JournalKeeper? keeper;
    private LogFailedException? failure;
    private long lastQueueId;

    public Log Log
    {
        get => log ?? throw new InvalidOperationException("The log is not open yet.");
        set => log = value;
    }

    /// <summary>Not null once the log has failed: what is not durable never will be.</summary>
    public LogFailedException? Failure => Volatile.Read(ref failure);

    public LogPosition DurableEnd => Log.DurableEnd;

    public IEnumerable<Queue> Queues => queues.Values;

    public int QueueCount => queues.Count;

    /// <summary>Keeps the log short.</summary>
    public JournalKeeper? Keeper
    {
        get => keeper;
        set => Volatile.Write(ref keeper, value);
    }

    /// <summary>For a queue that has not been before.</summary>
    public QueueJournal CreateQueue() => new(this, Interlocked.Increment(ref lastQueueId));

    /// <summary>Sees to it that no later queue gets this id.</summary>
    public void Reserve(long id) => lastQueueId = Math.Max(lastQueueId, id);

    public void Register(long id, Queue queue) => queues[id] = queue;

    public void Unregister(long id) => queues.TryRemove(id, out _);

    public Queue? Find(long id) => queues.GetValueOrDefault(id);

    /// <summary>Appends a record that is all index.</summary>
    /// <returns>The log's end behind it.</returns>
    public LogPosition Append(byte type, ReadOnlySpan<byte> index)
    {
        Log.Append(new LogAppend { Type = type, Index = index }, out var end);
        return end;
    }

    /// <summary>Calls the waiter, once, when everything before the position is durable or never will be.</summary>
    public void Notify(IDurabilityObserver waiter, LogPosition position)
    {
        waiters.Add(waiter, position);
        // It may have become so before it was on the list. The caller holds locks that the waiter takes.
        if (DurableEnd >= position || Failure is not null)
            waiters.WakeElsewhere(waiter);
    }

    /// <summary>Waits, on a thread that may, until everything before the position is durable.</summary>
    /// <returns>False when the log has failed.</returns>
    public bool WaitUntilDurable(LogPosition position)
    {
        if (DurableEnd >= position)
            return true;
        using var waiter = new DurabilityWaiter(this, position);
        return waiter.Wait();
    }

    public void OnDurable(LogPosition end) => waiters.Wake(end);

    public void OnSealed(int file) => Volatile.Read(ref keeper)?.OnFileSealed();

    public void OnFailed(LogFailedException exception)
    {
        Volatile.Write(ref failure, exception);
        waiters.Wake(new LogPosition(long.MaxValue));
        observer?.OnFailed(exception);
    }
}
