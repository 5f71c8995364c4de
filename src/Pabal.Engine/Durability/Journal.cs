using System.Collections.Concurrent;
using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker writes down: the log, the queues that have messages in it, and who waits for it.</summary>
/// <remarks>Thread-safe. <c>gate</c> guards the list of those who wait.</remarks>
internal sealed class Journal(IStorageObserver? observer, JournalOptions options) : ILogObserver
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<long, Queue> queues = new();
    private List<IDurabilityObserver> waiting = [];
    private List<IDurabilityObserver> woken = [];
    private Log? log;
    private MessageLoader? loader;
    private JournalKeeper? keeper;
    private LogFailedException? failure;
    private long lastQueueId;
    private volatile bool hasRefused;

    public JournalOptions Options => options;

    /// <summary>
    /// Held while a transaction is appended and what it settles is settled: whoever holds it finds that both were done or
    /// neither. Comes before the queues' locks.
    /// </summary>
    public Lock TransactionGate { get; } = new();

    public Log Log
    {
        get => log ?? throw new InvalidOperationException("The log is not open yet.");
        set => log = value;
    }

    /// <summary>Not null once the log has failed: what is not durable never will be.</summary>
    public LogFailedException? Failure => Volatile.Read(ref failure);

    /// <summary>True when something that was to be appended is not in the log.</summary>
    public bool HasRefused => hasRefused;

    public LogPosition DurableEnd => Log.DurableEnd;

    public IEnumerable<Queue> Queues => queues.Values;

    public int QueueCount => queues.Count;

    /// <summary>Reads what is only in the log.</summary>
    public MessageLoader Loader
    {
        get => loader ?? throw new InvalidOperationException("The log is not open yet.");
        set => loader = value;
    }

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
    /// <exception cref="LogFailedException">The log has failed.</exception>
    public LogPosition Append(byte type, ReadOnlySpan<byte> index)
    {
        Log.Append(new LogAppend { Type = type, Index = index }, out var end);
        return end;
    }

    /// <summary>
    /// Appends what was settled, as far as the log can take it. Nobody is promised anything by that: what a failed log
    /// doesn't know comes again after a restart.
    /// </summary>
    public void AppendSettled(ReadOnlySpan<byte> index)
    {
        try
        {
            Append(RecordType.Settled, index);
        }
        catch (Exception exception) when (exception is LogFailedException or ObjectDisposedException)
        {
            hasRefused = true;
        }
    }

    /// <summary>Calls the waiter, once, when everything before the position is durable or never will be.</summary>
    public void Notify(IDurabilityObserver waiter, LogPosition position)
    {
        lock (gate)
            waiting.Add(waiter);
        // It may have become so before it was on the list.
        if (DurableEnd >= position || Failure is not null)
            Wake();
    }

    public void OnDurable(LogPosition end) => Wake();

    public void OnSealed(int file) => Volatile.Read(ref keeper)?.OnFileSealed();

    public void OnFailed(LogFailedException exception)
    {
        Volatile.Write(ref failure, exception);
        Wake();
        observer?.OnFailed(exception);
    }

    private void Wake()
    {
        lock (gate)
        {
            (waiting, woken) = (woken, waiting);
            foreach (var waiter in woken)
                ThreadPool.UnsafeQueueUserWorkItem(static one => one.OnDurable(), waiter, preferLocal: false);
            woken.Clear();
        }
    }
}
