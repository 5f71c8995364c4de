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
public sealed class Queue : IBindingDestination
{
    private readonly Lock gate = new();
    private readonly QueueLanes lanes;
    private readonly QueueConsumers consumers;
    private readonly QueueExpiry expiry;
    private readonly QueueLimits limits;
    private readonly QueueLease lease;
    private readonly QueueDispatch dispatch;
    private readonly QueueIntake intake;
    private bool deleted;

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
        expiry = new QueueExpiry(this);
        limits = new QueueLimits(this, lanes);
        lease = new QueueLease(this, consumers);
        dispatch = new QueueDispatch(this, lanes, consumers, expiry, limits);
        intake = new QueueIntake(this, lanes, expiry, limits, dispatch);
        expiry.Apply(Settings.TimeToLiveMs);
        limits.Apply(Settings);
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
    public int UnacknowledgedCount => Read(static queue => queue.Unacknowledged);

    /// <summary>Messages that are on their way to the dead-letter exchange.</summary>
    public int DeadLetterCount => Read(static queue => queue.DeadLetters?.Count ?? 0);

    public int ConsumerCount => Read(static queue => queue.consumers.Count);

    public bool IsDeleted => Read(static queue => queue.deleted);

    /// <summary>Messages that came back and wait until they may be delivered again (x-delayed-retry-type).</summary>
    public int DelayedCount => Read(static queue => queue.Returns.DelayedCount);

    /// <summary>So many messages are to be dead-lettered that no more should be read. Read under the lock.</summary>
    internal bool HasManyDeadLetters => DeadLetters is { AreMany: true };

    /// <summary>Null when there never was one. Guarded by the lock.</summary>
    internal DeadLetters? DeadLetters { get; private set; }

    internal QueueContext Context { get; }

    internal QueueReturns Returns { get; }

    /// <summary>Null when nothing of the queue is kept.</summary>
    internal Journal? Journal { get; }

    /// <summary>Its first number in the log; the lanes have this and those that follow.</summary>
    internal long Id { get; }

    /// <summary>Its last number in the log.</summary>
    internal long LastId => Id + lanes.MaxPriority;

    /// <summary>The keys of messages that it took; null when it takes every message.</summary>
    internal DuplicateWindow? Window { get; }

    internal Lock Gate => gate;

    /// <summary>Messages that were delivered and are not settled. Guarded by the lock.</summary>
    internal int Unacknowledged { get; set; }

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
    internal EnqueueResult Publish(QueueLane? lane, ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        lock (gate)
        {
            lane ??= lanes[0];
            var result = Append(lane, entries, touched, out _);
            if (result != EnqueueResult.Gone)
            {
                OnAppended(lane, touched);
                return result;
            }
        }
        Store.Release(entries);
        return EnqueueResult.Gone;
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
            if (consumers.Count == 0)
                lease.Renew();
            dispatch.OnLeft();
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
            dispatch.Run(touched);
        }
    }

    /// <summary>Somebody has declared the queue again, or asked whether it is there: that counts as use.</summary>
    public void Renew()
    {
        lock (gate)
            lease.Renew();
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
            QueueLane? lane;
            lock (gate)
            {
                lease.Renew();
                if (dispatch.TryTake(out message, out remaining, out lane))
                    return true;
                if (lane is null)
                    return false;
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
            Unacknowledged -= messages.Length;
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
                Unacknowledged -= messages.Length;
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
            DeadLetters!.OnSettled(messages);
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
            Unacknowledged -= messages.Length;
            if (!deleted)
            {
                foreach (ref readonly var message in messages)
                    Returns.Add(message, reason);
                Returns.Record();
                // Before consumers get any of them, as in RabbitMQ: what came back may be what there is no room for.
                dispatch.Trim();
                dispatch.Run(touched);
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
    /// <param name="settings">All of it; the number of priorities stays what it was.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    /// <remarks>
    /// The caller raises <see cref="Engine.VirtualHost.RoutingVersion"/> afterwards: publishers remember whether to note when
    /// messages come, and whether the queue may refuse them. Until a publisher sees that, its messages count as having come
    /// when the time to live was set, and those that are refused are dropped.
    /// </remarks>
    internal void Apply(QueueSettings settings, FlushSet touched)
    {
        lock (gate)
        {
            if (deleted)
                return;
            Settings = settings;
            expiry.Apply(settings.TimeToLiveMs);
            limits.Apply(settings);
            lease.Apply(settings.ExpiresMs);
            dispatch.Run(touched);
        }
    }

    /// <summary>Begins what goes by the clock; called once, when all that the queue has is there.</summary>
    internal void Start()
    {
        lock (gate)
        {
            lease.Start(Settings.ExpiresMs);
            if (lanes.MayExpire())
                expiry.Watch();
            dispatch.TrimAndWatch();
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

    /// <summary>Adds messages to those that wait, as far as there is room. Called under the lock.</summary>
    /// <param name="lane">Where.</param>
    /// <param name="entries">The messages; the queue takes over the references unless it is gone.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    /// <param name="first">The number of the first; the others follow one by one, those too that were refused.</param>
    internal EnqueueResult Append(QueueLane lane, ReadOnlySpan<QueueEntry> entries, FlushSet touched, out ulong first)
    {
        first = lane.Waiting.NextSequence;
        return deleted ? EnqueueResult.Gone : intake.Append(lane, entries, touched);
    }

    /// <summary>Hands out what was added. Called under the lock.</summary>
    internal void OnAppended(QueueLane lane, FlushSet touched)
    {
        dispatch.Run(touched);
        lane.Waiting.Shorten();
    }

    /// <summary>A lane has what was recovered for it. Called under the lock.</summary>
    internal void OnRecovered(QueueLane lane) => lanes.OnFilled(lane);

    /// <summary>A message is back in its place that may expire by its own property. Called under the lock.</summary>
    internal void WatchExpiry() => expiry.Watch();

    /// <summary>Hands out what was read from disk, or has waited long enough. Called under the lock.</summary>
    internal void OnReady(FlushSet touched)
    {
        if (!deleted)
            dispatch.Run(touched);
    }

    /// <summary>
    /// Gives a message up, which is on no lane any more: it is settled, or goes to the dead-letter exchange. Called under the
    /// lock; whoever discards has the settled ones recorded before the lock is left.
    /// </summary>
    internal void Discard(QueueLane lane, ulong sequence, in QueueEntry entry, DeathReason reason)
    {
        if (Settings.DeadLetterExchange is not null)
        {
            DeadLetters ??= new DeadLetters(this);
            DeadLetters.Add(new DeadLetter(sequence, entry, reason));
            return;
        }
        lane.Journal?.Settle(sequence, sequence + 1, entry.Persistent);
        Store.Release(entry);
    }

    /// <summary>Ends the queue: drops its messages and takes its consumers off.</summary>
    /// <param name="ifUnused">Only when it has no consumers.</param>
    /// <param name="ifEmpty">Only when no message waits.</param>
    /// <param name="ifExpired">Only when nobody has used it for as long as it may be unused.</param>
    /// <returns>With nothing changed, when a condition is not met.</returns>
    internal QueueDeletion Delete(bool ifUnused, bool ifEmpty, bool ifExpired = false)
    {
        lock (gate)
        {
            if (ifExpired && !lease.HasEnded)
                return QueueDeletion.InUse;
            if (ifEmpty && lanes.Count + Returns.DelayedCount > 0)
                return QueueDeletion.NotEmpty;
            if (ifUnused && consumers.Count > 0)
                return QueueDeletion.InUse;
            deleted = true;
            IsRegistered = false;
            expiry.Stop();
            lease.Stop();
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

    private T Read<T>(Func<Queue, T> read)
    {
        lock (gate)
            return read(this);
    }
}
