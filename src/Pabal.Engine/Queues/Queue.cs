using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Queues;

/// <summary>Messages in order, and the consumers that take turns at them.</summary>
/// <remarks>
/// One short lock guards all of it. Within it the records are copied to the consumers' outbound buffers, whose own locks
/// come after this one (docs/locks.md); nothing is sent, awaited or called back.
/// </remarks>
public sealed class Queue : IBindingDestination, IThreadPoolWorkItem
{
    // A backlog with a fast consumer must not keep the lock, and the thread that came by, for as long as it lasts.
    private const int DispatchLimit = 4096;

    private readonly Lock gate = new();
    private readonly MessageStore store;
    private readonly QueueJournal? journal;
    private readonly WaitingMessages waiting;
    private readonly List<Consumer> consumers = [];
    private readonly ActiveConsumers active = new();
    private int unacknowledged;
    private bool deleted;
    private bool continuesLater;
    private bool isLoading;

    internal Queue(string virtualHost, QueueDefinition definition, object? owner, MessageStore store, QueueJournal? journal)
    {
        VirtualHost = virtualHost;
        Definition = definition;
        Owner = owner;
        this.store = store;
        this.journal = journal;
        waiting = new WaitingMessages(this, journal, store);
        Settings = QueueSettings.Of(definition);
    }

    /// <summary>The name of the virtual host it is in.</summary>
    public string VirtualHost { get; }

    public QueueDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>The connection that alone may use an exclusive queue; null for other queues.</summary>
    public object? Owner { get; }

    public MessageStore Store => store;

    /// <summary>Messages that wait for a consumer.</summary>
    public int ReadyCount => Read(static queue => queue.waiting.Count);

    /// <summary>Messages that were delivered and are not settled.</summary>
    public int UnacknowledgedCount => Read(static queue => queue.unacknowledged);

    public int ConsumerCount => Read(static queue => queue.consumers.Count);

    public bool IsDeleted => Read(static queue => queue.deleted);

    /// <summary>What holds for it by its arguments and policies.</summary>
    public QueueSettings Settings { get; private set; }

    /// <summary>Null when nothing of the queue is kept.</summary>
    internal QueueJournal? Journal => journal;

    /// <summary>Takes over the messages, in order, with one reference to each, and hands out what consumers can take.</summary>
    public void Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        lock (gate)
        {
            if (!deleted)
            {
                waiting.Append(entries);
                Dispatch(touched);
                waiting.Shorten();
                return;
            }
        }
        store.Release(entries);
    }

    /// <summary>Takes over the messages as <see cref="Publish"/> does, but hands out nothing until they are logged.</summary>
    /// <returns>The first one's number; null when the queue is deleted, and the caller keeps the references.</returns>
    internal ulong? Enqueue(ReadOnlySpan<QueueEntry> entries)
    {
        lock (gate)
            return deleted ? null : waiting.Append(entries);
    }

    /// <summary>Notes where the messages that were enqueued are in the log, and hands out what consumers can take.</summary>
    internal void OnLogged(ReadOnlySpan<MessageExtent> extents, FlushSet touched)
    {
        lock (gate)
        {
            foreach (ref readonly var extent in extents)
            {
                if (deleted)
                    journal!.Journal.RemoveLive(extent);
                else
                    journal!.Add(extent);
            }
            Dispatch(touched);
            waiting.Shorten();
        }
    }

    /// <summary>Adds a consumer; it gets its first message after <see cref="Resume"/>.</summary>
    /// <exception cref="BrokerException">
    /// The queue was deleted, another consumer is exclusive, or this one is and others are there.
    /// </exception>
    public void Subscribe(Consumer consumer)
    {
        lock (gate)
        {
            if (deleted)
                throw Errors.NoQueue(Name, VirtualHost);
            if (consumers.Count > 0 && (consumer.Exclusive || consumers[0].Exclusive))
                throw Errors.ExclusiveUse(this);
            consumers.Add(consumer);
        }
    }

    /// <summary>Removes a consumer; what it has not settled stays its own to settle.</summary>
    /// <returns>How many consumers are left, or -1 when it was not there.</returns>
    public int Unsubscribe(Consumer consumer)
    {
        lock (gate)
        {
            consumer.IsCancelled = true;
            active.Remove(consumer);
            return consumers.Remove(consumer) ? consumers.Count : -1;
        }
    }

    /// <summary>The consumer can take messages (again).</summary>
    public void Resume(Consumer consumer, FlushSet touched)
    {
        lock (gate)
        {
            if (consumer.IsCancelled || consumer.IsActive || deleted)
                return;
            active.Add(consumer);
            Dispatch(touched);
        }
    }

    /// <summary>Takes one message. The caller owns the reference to its record and counts as its receiver.</summary>
    /// <param name="message">The message, to be settled or returned later.</param>
    /// <param name="remaining">Messages that still wait.</param>
    /// <returns>False when no message waits.</returns>
    /// <remarks>It reads the log when the message is nowhere else.</remarks>
    public bool TryTake(out Settlement message, out int remaining)
    {
        while (true)
        {
            lock (gate)
            {
                remaining = Math.Max(0, waiting.Count - 1);
                var run = waiting.Peek(out var sequence);
                if (!run.IsEmpty)
                {
                    message = new Settlement(this, sequence, run[0]);
                    waiting.Advance(1);
                    unacknowledged++;
                    return true;
                }
                message = default;
                if (waiting.Count == 0)
                    return false;
            }
            store.Loader!.Load(this);
        }
    }

    /// <summary>Settles messages of this queue for good.</summary>
    public void Acknowledge(ReadOnlySpan<Settlement> messages) => Acknowledge(messages, isLogged: false);

    /// <summary>Settles messages of this queue for good.</summary>
    /// <param name="messages">In any order.</param>
    /// <param name="isLogged">True when the log says so already.</param>
    internal void Acknowledge(ReadOnlySpan<Settlement> messages, bool isLogged)
    {
        lock (gate)
        {
            unacknowledged -= messages.Length;
            if (journal is not null && !deleted)
            {
                journal.Settle(messages);
                if (isLogged)
                    journal.ForgetUnrecorded();
                else
                    journal.RecordSettled();
            }
        }
        foreach (ref readonly var message in messages)
            store.Release(message.Entry);
    }

    /// <summary>Returns unsettled messages of this queue to their places, marked as redelivered.</summary>
    public void Return(ReadOnlySpan<Settlement> messages, FlushSet touched)
    {
        lock (gate)
        {
            unacknowledged -= messages.Length;
            if (!deleted)
            {
                foreach (ref readonly var message in messages)
                    waiting.Return(message.Entry with { Redelivered = true }, message.Sequence);
                Dispatch(touched);
                return;
            }
        }
        foreach (ref readonly var message in messages)
            store.Release(message.Entry);
    }

    /// <summary>Drops every message that waits.</summary>
    /// <returns>How many there were.</returns>
    public int Purge()
    {
        lock (gate)
        {
            var count = waiting.Drop(settles: true);
            journal?.RecordSettled();
            return count;
        }
    }

    /// <summary>Ends the queue: drops its messages and takes its consumers off.</summary>
    /// <returns>False, with nothing changed, when a condition is not met.</returns>
    internal QueueDeletion Delete(bool ifUnused, bool ifEmpty)
    {
        lock (gate)
        {
            if (ifEmpty && waiting.Count > 0)
                return QueueDeletion.NotEmpty;
            if (ifUnused && consumers.Count > 0)
                return QueueDeletion.InUse;
            deleted = true;
            var cancelled = consumers.ToArray();
            consumers.Clear();
            foreach (var consumer in cancelled)
            {
                consumer.IsCancelled = true;
                active.Remove(consumer);
            }
            // What is settled need not be logged: that the queue is gone says it all.
            return new QueueDeletion(waiting.Drop(settles: false), cancelled);
        }
    }

    /// <summary>Gives up what the log has of the queue, after it was appended that the queue is deleted.</summary>
    internal void Forget()
    {
        lock (gate)
            journal?.Drop();
    }

    /// <summary>Goes by other settings from now on.</summary>
    internal void Apply(QueueSettings settings, FlushSet touched)
    {
        lock (gate)
        {
            Settings = settings;
            Dispatch(touched);
        }
    }

    /// <summary>Goes on with a dispatch that was cut short.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var touched = new FlushSet();
        lock (gate)
        {
            continuesLater = false;
            Dispatch(touched);
        }
        touched.Flush();
    }

    /// <summary>Takes over what was recovered.</summary>
    internal void Recover(ExtentList extents, SettledMessages settled, ulong next, ulong redeliveredEnd)
    {
        lock (gate)
        {
            journal!.Recover(extents, settled, redeliveredEnd);
            waiting.Recover(settled.Lowest, next, settled.CountUnsettled(settled.Lowest, next));
        }
    }

    /// <summary>What is to be read next of that which is only on disk.</summary>
    /// <returns>False when nothing is, or enough is in memory.</returns>
    internal bool TryGetCold(out MessageExtent extent, out QueueJournal source)
    {
        lock (gate)
        {
            isLoading = false;
            if (waiting.NeedsLoad)
                return waiting.Cold.TryGetNext(out extent, out source);
            extent = default;
            source = null!;
            return false;
        }
    }

    /// <summary>Takes over what was read, and hands out what consumers can take.</summary>
    /// <returns>How many messages are missing.</returns>
    internal int Load(in MessageExtent extent, QueueJournal source, LoadedMessages loaded, FlushSet touched)
    {
        lock (gate)
        {
            var missing = waiting.Load(extent, source, loaded);
            Dispatch(touched);
            return missing;
        }
    }

    /// <summary>Adds all that is settled of the log's messages to a record.</summary>
    internal void WriteSettled(RecordBuffer record, List<(ulong First, ulong End)> ranges)
    {
        lock (gate)
            journal!.WriteState(record, ranges);
    }

    /// <summary>Adds how far delivering has got to a record.</summary>
    internal void WriteDelivered(RecordBuffer record)
    {
        lock (gate)
        {
            record.WriteNumber(journal!.Id);
            // What had perhaps been delivered before the broker started is no more certain now.
            record.WriteNumber(Math.Max(waiting.DeliveredEnd, journal.RedeliveredEnd));
        }
    }

    /// <summary>Which of some messages are not settled and lie in a file of the log.</summary>
    internal void FindLive(Journal log, int file, ulong first, Span<bool> live)
    {
        lock (gate)
        {
            if (waiting.Cold.AccountIn(log) is { } account)
                account.FindLive(file, first, live);
            else
                live.Clear();
        }
    }

    /// <summary>Puts copies in the place of all messages in a file of the log that is to go.</summary>
    internal void Move(Journal log, int file, List<MessageExtent> copies)
    {
        lock (gate)
        {
            if (!deleted && waiting.Cold.AccountIn(log) is { } account)
            {
                account.Move(file, copies);
                return;
            }
        }
        foreach (var copy in copies)
            log.RemoveLive(copy);
    }

    private void Dispatch(FlushSet touched)
    {
        var left = DispatchLimit;
        while (waiting.Count > 0 && active.Peek(out var alone) is { } consumer)
        {
            if (left <= 0)
            {
                ContinueLater();
                break;
            }
            var run = waiting.Peek(out var sequence);
            if (run.IsEmpty)
                break;
            if (!alone)
                run = run[..1];
            var taken = Deliver(consumer, run, sequence, touched);
            left -= taken;
            if (taken == run.Length)
                active.Rotate(consumer);
            else
                active.Pause(consumer);
        }
        journal?.RecordSettled();
        if (waiting.NeedsLoad)
            LoadLater();
    }

    private void ContinueLater()
    {
        if (continuesLater)
            return;
        continuesLater = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void LoadLater()
    {
        if (isLoading || active.Peek(out _) is null)
            return;
        isLoading = true;
        store.Loader!.Request(this);
    }

    private int Deliver(Consumer consumer, ReadOnlySpan<QueueEntry> run, ulong sequence, FlushSet touched)
    {
        var taken = consumer.Target.TryDeliver(consumer, run, sequence, touched);
        run = run[..taken];
        if (consumer.AutoAcknowledge)
        {
            journal?.Settle(sequence, run);
            store.Release(run);
        }
        else
        {
            unacknowledged += taken;
        }
        waiting.Advance(taken);
        return taken;
    }

    private T Read<T>(Func<Queue, T> read)
    {
        lock (gate)
            return read(this);
    }
}
