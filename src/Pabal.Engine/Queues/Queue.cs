using Pabal.Engine.Deduplication;
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
    private readonly QueueLanes lanes;
    private readonly QueueConsumers consumers;
    private DeadLetters? deadLetters;
    private int unacknowledged;
    private bool deleted;
    private bool continuesLater;

    /// <param name="context">What it shares with the other queues of its virtual host.</param>
    /// <param name="definition">What it was declared as.</param>
    /// <param name="owner">The connection that alone may use it; null for a shared one.</param>
    /// <param name="id">Its first number in the log, one for each priority; 0 when nothing of it is kept.</param>
    internal Queue(QueueContext context, QueueDefinition definition, object? owner, long id)
    {
        Context = context;
        Definition = definition;
        Owner = owner;
        Id = id;
        Journal = id > 0 ? context.Journal : null;
        Settings = QueueSettings.Of(definition);
        consumers = new QueueConsumers(this);
        lanes = new QueueLanes(this, Settings.MaxPriority);
        Returns = new QueueReturns(this, lanes);
        if (Settings.Deduplication is { } deduplication)
            Window = new DuplicateWindow(deduplication, id, context.DuplicateGate);
    }

    /// <summary>The name of the virtual host it is in.</summary>
    public string VirtualHost => Context.VirtualHost;

    public QueueDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>What holds for it now, by its arguments and by policy. Changed under the queue's lock.</summary>
    public QueueSettings Settings { get; private set; }

    /// <summary>The connection that alone may use an exclusive queue; null for other queues.</summary>
    public object? Owner { get; }

    public MessageStore Store => Context.Store;

    /// <summary>Messages that wait for a consumer.</summary>
    public int ReadyCount => Read(static queue => queue.lanes.Count);

    /// <summary>Messages that were delivered and are not settled.</summary>
    public int UnacknowledgedCount => Read(static queue => queue.unacknowledged);

    /// <summary>Messages that are on their way to the dead-letter exchange.</summary>
    public int DeadLetterCount => Read(static queue => queue.deadLetters?.Count ?? 0);

    public int ConsumerCount => Read(static queue => queue.consumers.Count);

    public bool IsDeleted => Read(static queue => queue.deleted);

    /// <summary>Messages that came back and wait until they may be delivered again (x-delayed-retry-type).</summary>
    public int DelayedCount => Read(static queue => queue.Returns.DelayedCount);

    internal QueueContext Context { get; }

    internal QueueReturns Returns { get; }

    /// <summary>Null when nothing of the queue is kept.</summary>
    internal Journal? Journal { get; }

    /// <summary>Its first number in the log; the lanes have this and those that follow.</summary>
    internal long Id { get; }

    /// <summary>Its last number in the log.</summary>
    internal long LastId => Id + Settings.MaxPriority;

    /// <summary>The keys of messages that it took; null when it takes every message.</summary>
    internal DuplicateWindow? Window { get; }

    internal Lock Gate => gate;

    /// <summary>True once it was deleted. Read under the lock.</summary>
    internal bool IsGone => deleted;

    /// <summary>True while the log knows it. Read under the lock.</summary>
    internal bool IsRegistered { get; private set; }

    /// <summary>Takes over the messages, in order, with one reference to each, and hands out what consumers can take.</summary>
    public void Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched) => Publish(null, entries, touched);

    /// <summary>Takes over the messages, in order, with one reference to each, and hands out what consumers can take.</summary>
    /// <param name="lane">Where they go; null for the lowest.</param>
    /// <param name="entries">The messages.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    internal void Publish(QueueLane? lane, ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        lock (gate)
        {
            if (!deleted)
            {
                lane ??= lanes[0];
                Append(lane, entries);
                OnAppended(lane, touched);
                return;
            }
        }
        Store.Release(entries);
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
            consumers.Add(consumer);
        }
    }

    /// <summary>Removes a consumer; what it has not settled stays its own to settle.</summary>
    /// <returns>How many consumers are left, or -1 when it was not there.</returns>
    public int Unsubscribe(Consumer consumer)
    {
        lock (gate)
        {
            if (!consumers.Remove(consumer))
                return -1;
            if (Settings.SingleActiveConsumer)
                ContinueLater();
            return consumers.Count;
        }
    }

    /// <summary>The consumer can take messages (again).</summary>
    public void Resume(Consumer consumer, FlushSet touched)
    {
        lock (gate)
        {
            if (deleted || !consumers.TryActivate(consumer))
                return;
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
            QueueLane lane;
            lock (gate)
            {
                remaining = Math.Max(0, lanes.Count - 1);
                message = default;
                if (lanes.Next() is not { } next)
                    return false;
                lane = next;
                var run = lane.Waiting.Peek(out var sequence);
                if (!run.IsEmpty)
                {
                    message = new Settlement(this, sequence, run[0]);
                    lane.Waiting.Advance(1);
                    unacknowledged++;
                    return true;
                }
            }
            Store.Loader!.Load(lane);
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
            if (Journal is not null && !deleted)
                lanes.Settle(messages, isLogged);
        }
        foreach (ref readonly var message in messages)
            Store.Release(message.Entry);
    }

    /// <summary>
    /// Settles messages of this queue for good that are not to be delivered: they go to the dead-letter exchange, if there is one.
    /// </summary>
    public void Reject(ReadOnlySpan<Settlement> messages)
    {
        lock (gate)
        {
            if (Settings.DeadLetterExchange is not null && !deleted)
            {
                unacknowledged -= messages.Length;
                foreach (ref readonly var message in messages)
                    Discard(lanes.Of(message.Entry), message.Sequence, message.Entry, DeathReason.Rejected);
                return;
            }
        }
        Acknowledge(messages);
    }

    /// <summary>Settles dead letters of this queue for good, after they were published.</summary>
    /// <param name="messages">In any order.</param>
    /// <param name="isLogged">True when the log says so already.</param>
    internal void SettleDead(ReadOnlySpan<Settlement> messages, bool isLogged)
    {
        lock (gate)
        {
            deadLetters!.OnSettled(messages.Length);
            if (Journal is not null && !deleted)
                lanes.Settle(messages, isLogged);
        }
        foreach (ref readonly var message in messages)
            Store.Release(message.Entry);
    }

    /// <summary>Returns unsettled messages of this queue to their places, marked as redelivered.</summary>
    public void Return(ReadOnlySpan<Settlement> messages, FlushSet touched) => Return(messages, ReturnReason.Returned, touched);

    /// <summary>
    /// Returns unsettled messages of this queue to their places, marked as redelivered: at once or later, or not, as the queue's
    /// settings have it.
    /// </summary>
    public void Return(ReadOnlySpan<Settlement> messages, ReturnReason reason, FlushSet touched)
    {
        lock (gate)
        {
            unacknowledged -= messages.Length;
            if (!deleted)
            {
                foreach (ref readonly var message in messages)
                    Returns.Add(message, reason);
                Returns.Record();
                Dispatch(touched);
                return;
            }
        }
        foreach (ref readonly var message in messages)
            Store.Release(message.Entry);
    }

    /// <summary>Drops every message that waits.</summary>
    /// <returns>How many there were.</returns>
    public int Purge()
    {
        lock (gate)
        {
            var count = lanes.Drop(settles: true) + Returns.Drop(settles: true);
            lanes.RecordSettled();
            return count;
        }
    }

    /// <summary>Changes what holds for the queue, at once.</summary>
    /// <param name="settings">All of it.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    internal void Apply(QueueSettings settings, FlushSet touched)
    {
        lock (gate)
        {
            Settings = settings;
            if (!deleted)
                Dispatch(touched);
        }
    }

    /// <summary>Where messages of a priority go.</summary>
    internal QueueLane LaneFor(int priority)
    {
        lock (gate)
            return lanes[priority];
    }

    /// <summary>Makes the queue known to the log.</summary>
    /// <param name="isKnown">Whether the log has something under a number.</param>
    internal void Register(Func<long, bool> isKnown)
    {
        lock (gate)
        {
            lanes.Register(isKnown);
            IsRegistered = true;
        }
    }

    /// <summary>Adds messages to those that wait. Called under the lock, while the queue is there.</summary>
    /// <returns>The number of the first.</returns>
    internal ulong Append(QueueLane lane, ReadOnlySpan<QueueEntry> entries)
    {
        lanes.OnFilled(lane);
        return lane.Waiting.Append(entries);
    }

    /// <summary>Hands out what was added. Called under the lock.</summary>
    internal void OnAppended(QueueLane lane, FlushSet touched)
    {
        Dispatch(touched);
        lane.Waiting.Shorten();
    }

    /// <summary>Hands out what was read from disk, or has waited long enough. Called under the lock.</summary>
    internal void OnReady(FlushSet touched)
    {
        if (!deleted)
            Dispatch(touched);
    }

    /// <summary>
    /// Gives a message up, which is on no lane any more: it is settled, or goes to the dead-letter exchange. Called under the
    /// lock; whoever discards has the settled ones recorded before the lock is left.
    /// </summary>
    internal void Discard(QueueLane lane, ulong sequence, in QueueEntry entry, DeathReason reason)
    {
        if (Settings.DeadLetterExchange is not null)
        {
            deadLetters ??= new DeadLetters(this);
            deadLetters.Add(new DeadLetter(sequence, entry, reason));
            return;
        }
        lane.Journal?.Settle(sequence, sequence + 1, entry.Persistent);
        Store.Release(entry);
    }

    /// <summary>Ends the queue: drops its messages and takes its consumers off.</summary>
    /// <returns>False, with nothing changed, when a condition is not met.</returns>
    internal QueueDeletion Delete(bool ifUnused, bool ifEmpty)
    {
        lock (gate)
        {
            if (ifEmpty && lanes.Count + Returns.DelayedCount > 0)
                return QueueDeletion.NotEmpty;
            if (ifUnused && consumers.Count > 0)
                return QueueDeletion.InUse;
            deleted = true;
            IsRegistered = false;
            // What is settled need not be logged: that the queue is gone says it all.
            var count = lanes.Drop(settles: false) + Returns.Drop(settles: false);
            return new QueueDeletion(count, consumers.Clear());
        }
    }

    /// <summary>Gives up what the log has of the queue, after it was appended that the queue is deleted.</summary>
    internal void Forget()
    {
        lock (gate)
            lanes.Forget();
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

    private void Dispatch(FlushSet touched)
    {
        var left = DispatchLimit;
        QueueLane? lane;
        while ((lane = lanes.Next()) is not null && consumers.Next(out var alone) is { } consumer)
        {
            if (left <= 0)
            {
                ContinueLater();
                break;
            }
            var run = lane.Waiting.Peek(out var sequence);
            if (run.IsEmpty)
                break;
            if (!alone)
                run = run[..1];
            var taken = Deliver(consumer, lane, run, sequence, touched);
            left -= taken;
            consumers.OnServed(consumer, isSatisfied: taken < run.Length);
        }
        lanes.RecordSettled();
        if (lane is not null && consumers.Next(out _) is not null)
            lane.LoadLater();
    }

    private void ContinueLater()
    {
        if (continuesLater)
            return;
        continuesLater = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private int Deliver(Consumer consumer, QueueLane lane, ReadOnlySpan<QueueEntry> run, ulong sequence, FlushSet touched)
    {
        var taken = consumer.Target.TryDeliver(consumer, run, sequence, touched);
        run = run[..taken];
        if (consumer.AutoAcknowledge)
        {
            lane.Journal?.Settle(sequence, run);
            Store.Release(run);
        }
        else
        {
            unacknowledged += taken;
        }
        lane.Waiting.Advance(taken);
        return taken;
    }

    private T Read<T>(Func<Queue, T> read)
    {
        lock (gate)
            return read(this);
    }
}
