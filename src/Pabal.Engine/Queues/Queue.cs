using Pabal.Engine.Definitions;
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
    private readonly ReadyMessages ready = new();
    private readonly PriorityQueue<QueueEntry, ulong> requeued = new();
    private readonly List<Consumer> consumers = [];
    private readonly ActiveConsumers active = new();
    private int unacknowledged;
    private bool deleted;
    private bool continuesLater;

    internal Queue(string virtualHost, QueueDefinition definition, object? owner, MessageStore store)
    {
        VirtualHost = virtualHost;
        Definition = definition;
        Owner = owner;
        this.store = store;
    }

    /// <summary>The name of the virtual host it is in.</summary>
    public string VirtualHost { get; }

    public QueueDefinition Definition { get; }

    public string Name => Definition.Name;

    /// <summary>The connection that alone may use an exclusive queue; null for other queues.</summary>
    public object? Owner { get; }

    public MessageStore Store => store;

    /// <summary>Messages that wait for a consumer.</summary>
    public int ReadyCount => Read(static queue => queue.ready.Count + queue.requeued.Count);

    /// <summary>Messages that were delivered and are not settled.</summary>
    public int UnacknowledgedCount => Read(static queue => queue.unacknowledged);

    public int ConsumerCount => Read(static queue => queue.consumers.Count);

    public bool IsDeleted => Read(static queue => queue.deleted);

    /// <summary>Takes over the messages, in order, with one reference to each, and hands out what consumers can take.</summary>
    public void Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        lock (gate)
        {
            if (!deleted)
            {
                ready.Append(entries);
                Dispatch(touched);
                return;
            }
        }
        store.Release(entries);
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
    public bool TryTake(out Settlement message, out int remaining)
    {
        lock (gate)
        {
            message = default;
            remaining = 0;
            if (ready.Count + requeued.Count == 0)
                return false;
            if (requeued.TryDequeue(out var entry, out var sequence))
            {
                message = new Settlement(this, sequence, entry);
            }
            else
            {
                message = new Settlement(this, ready.HeadSequence, ready.Peek()[0]);
                ready.Advance(1);
            }
            unacknowledged++;
            remaining = ready.Count + requeued.Count;
            return true;
        }
    }

    /// <summary>Settles messages of this queue for good.</summary>
    public void Acknowledge(ReadOnlySpan<Settlement> messages)
    {
        lock (gate)
            unacknowledged -= messages.Length;
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
                {
                    var entry = message.Entry;
                    entry.Redelivered = true;
                    requeued.Enqueue(entry, message.Sequence);
                }
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
            return DropReady();
    }

    /// <summary>Ends the queue: drops its messages and takes its consumers off.</summary>
    /// <returns>False, with nothing changed, when a condition is not met.</returns>
    internal QueueDeletion Delete(bool ifUnused, bool ifEmpty)
    {
        lock (gate)
        {
            if (ifEmpty && ready.Count + requeued.Count > 0)
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
            return new QueueDeletion(DropReady(), cancelled);
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

    private void Dispatch(FlushSet touched)
    {
        var left = DispatchLimit;
        while (ready.Count + requeued.Count > 0 && active.Peek(out var alone) is { } consumer)
        {
            if (left <= 0)
            {
                ContinueLater();
                return;
            }
            var before = ready.Count + requeued.Count;
            var taken = requeued.Count > 0 ? DeliverRequeued(consumer, touched) : DeliverReady(consumer, alone, touched);
            left -= before - ready.Count - requeued.Count;
            if (taken)
                active.Rotate(consumer);
            else
                active.Pause(consumer);
        }
    }

    private void ContinueLater()
    {
        if (continuesLater)
            return;
        continuesLater = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool DeliverReady(Consumer consumer, bool alone, FlushSet touched)
    {
        ReadOnlySpan<QueueEntry> run = ready.Peek();
        if (!alone)
            run = run[..1];
        var taken = consumer.Target.TryDeliver(consumer, run, ready.HeadSequence, touched);
        if (consumer.AutoAcknowledge)
            store.Release(run[..taken]);
        else
            unacknowledged += taken;
        ready.Advance(taken);
        return taken == run.Length;
    }

    private bool DeliverRequeued(Consumer consumer, FlushSet touched)
    {
        requeued.TryPeek(out var entry, out var sequence);
        if (consumer.Target.TryDeliver(consumer, new ReadOnlySpan<QueueEntry>(ref entry), sequence, touched) == 0)
            return false;
        requeued.Dequeue();
        if (consumer.AutoAcknowledge)
            store.Release(entry);
        else
            unacknowledged++;
        return true;
    }

    private int DropReady()
    {
        var count = ready.Count + requeued.Count;
        while (requeued.TryDequeue(out var entry, out _))
            store.Release(entry);
        while (ready.Count > 0)
        {
            ReadOnlySpan<QueueEntry> run = ready.Peek();
            store.Release(run);
            ready.Advance(run.Length);
        }
        return count;
    }

    private T Read<T>(Func<Queue, T> read)
    {
        lock (gate)
            return read(this);
    }
}
