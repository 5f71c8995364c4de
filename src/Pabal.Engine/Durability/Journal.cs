using System.Collections.Concurrent;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>What a broker writes down: the log, the queues that have messages in it, and who waits for it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Journal(IStorageObserver? observer, JournalOptions options) : ILogObserver
{
    private readonly DurabilityWaiters waiters = new();
    private readonly ConcurrentDictionary<long, IMessageLane> lanes = new();
    private readonly ConcurrentDictionary<ICheckpointState, bool> states = new();
    private Log? log;
    private JournalKeeper? keeper;
    private DiskWatch? disk;
    private LogFailedException? failure;
    private long lastId;
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

    /// <summary>The lanes of durable queues.</summary>
    public IEnumerable<IMessageLane> Lanes => lanes.Values;

    /// <summary>Keeps the log short.</summary>
    public JournalKeeper? Keeper
    {
        get => keeper;
        set => Volatile.Write(ref keeper, value);
    }

    /// <summary>Looks at the room on the disk; null when nobody needs to know.</summary>
    public DiskWatch? Disk
    {
        get => disk;
        set => Volatile.Write(ref disk, value);
    }

    /// <summary>What checkpoints have to say beside.</summary>
    public IEnumerable<ICheckpointState> States => states.Keys;

    public void Register(ICheckpointState state) => states[state] = true;

    public void Unregister(ICheckpointState state) => states.TryRemove(state, out _);

    /// <summary>Ids for the lanes of a queue that has not been before.</summary>
    /// <returns>The first; the others follow.</returns>
    public long CreateIds(int count) => Interlocked.Add(ref lastId, count) - count + 1;

    /// <summary>Sees to it that no later lane gets this id.</summary>
    public void Reserve(long id) => lastId = Math.Max(lastId, id);

    public void Register(long id, IMessageLane lane) => lanes[id] = lane;

    public void Unregister(long id) => lanes.TryRemove(id, out _);

    public IMessageLane? Find(long id) => lanes.GetValueOrDefault(id);

    /// <summary>Appends a record that is all index.</summary>
    /// <returns>The log's end behind it.</returns>
    public LogPosition Append(byte type, ReadOnlySpan<byte> index)
    {
        Log.Append(new LogAppend { Type = type, Index = index }, out var end);
        return end;
    }

    /// <summary>Appends a record, as long as the log has not failed.</summary>
    /// <param name="record">All of it is copied before the call returns.</param>
    /// <param name="start">Where it is.</param>
    /// <param name="end">The log's end behind it.</param>
    /// <returns>False when it never will be durable. Whoever is responsible learns of the failure from the observer.</returns>
    public bool TryAppend(in LogAppend record, out LogPosition start, out LogPosition end)
    {
        start = end = default;
        try
        {
            if (Failure is null)
            {
                start = Log.Append(record, out end);
                return true;
            }
        }
        catch (Exception exception) when (exception is LogFailedException or ObjectDisposedException)
        {
            // Neither takes anything any more; a queue may still be handing out when the broker has ended.
        }
        hasRefused = true;
        return false;
    }

    /// <summary>Appends a record that is all index, as long as the log has not failed.</summary>
    /// <returns>Up to where the log has to be durable.</returns>
    public LogMark TryAppend(byte type, ReadOnlySpan<byte> index) =>
        TryAppend(new LogAppend { Type = type, Index = index }, out _, out var end) ? LogMark.Of(end) : LogMark.Never;

    /// <summary>Counts an extent's messages as live no more, all of which are.</summary>
    public void RemoveLive(in MessageExtent extent) => Log.RemoveLive(extent.From, extent.Live, extent.LiveOctets);

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

    public void OnSealed(int file)
    {
        // Who writes fast fills several files between two looks at the clock.
        Volatile.Read(ref disk)?.Check();
        Volatile.Read(ref keeper)?.OnFileSealed();
    }

    public void OnFailed(LogFailedException exception)
    {
        Volatile.Write(ref failure, exception);
        waiters.Wake(new LogPosition(long.MaxValue));
        observer?.OnFailed(exception);
    }
}
