using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// The messages of one priority in a queue, in order, with an account of their own in the log. A queue without priorities is
/// one lane.
/// </summary>
/// <remarks>Guarded by the queue's lock, which the verbs take that are called from elsewhere.</remarks>
internal sealed class QueueLane : IMessageLane
{
    private bool isLoading;

    public QueueLane(Queue queue, byte priority, QueueJournal? journal)
    {
        Queue = queue;
        Priority = priority;
        Journal = journal;
        Waiting = new WaitingMessages(this);
    }

    public Queue Queue { get; }

    /// <summary>Higher lanes are served first.</summary>
    public byte Priority { get; }

    /// <summary>Null when nothing of the queue is kept.</summary>
    public QueueJournal? Journal { get; }

    public WaitingMessages Waiting { get; }

    /// <summary>Consumers were not offered the messages from this number on, which is noted where they may expire.</summary>
    public ulong UnofferedFrom { get; set; } = ulong.MaxValue;

    public MessageStore Store => Queue.Store;

    public EnqueueResult Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched) => Queue.Publish(this, entries, touched);

    public EnqueueResult Enqueue(ReadOnlySpan<QueueEntry> entries, FlushSet touched, out ulong first)
    {
        lock (Queue.Gate)
            return Queue.Append(this, entries, touched, out first);
    }

    public void OnLogged(ReadOnlySpan<MessageExtent> extents, FlushSet touched)
    {
        lock (Queue.Gate)
        {
            foreach (ref readonly var extent in extents)
            {
                if (Queue.IsGone)
                    Journal!.Journal.RemoveLive(extent);
                else
                    Journal!.Add(extent);
            }
            Queue.OnAppended(this, touched);
        }
    }

    public int Recover(ExtentList extents, SettledMessages settled, ulong next, ulong redeliveredEnd)
    {
        lock (Queue.Gate)
        {
            Journal!.Recover(extents, settled, redeliveredEnd);
            Waiting.Recover(settled.Lowest, next, settled.CountUnsettled(settled.Lowest, next));
            Queue.OnRecovered(this);
            return Waiting.Count;
        }
    }

    /// <summary>Has what is only on disk read, if it is wanted. Called under the queue's lock.</summary>
    public void LoadLater()
    {
        if (isLoading || !Waiting.NeedsLoad || Queue.HasManyDeadLetters)
            return;
        isLoading = true;
        Store.Loader!.Request(this);
    }

    /// <summary>What is to be read next of that which is only on disk.</summary>
    /// <returns>False when nothing is, or enough is in memory.</returns>
    public bool TryGetCold(out MessageExtent extent, out QueueJournal source)
    {
        lock (Queue.Gate)
        {
            isLoading = false;
            if (Waiting.NeedsLoad)
                return Waiting.Cold.TryGetNext(out extent, out source);
            extent = default;
            source = null!;
            return false;
        }
    }

    /// <summary>Takes over what was read, and hands out what consumers can take.</summary>
    /// <returns>How many messages are missing.</returns>
    public int Load(in MessageExtent extent, QueueJournal source, LoadedMessages loaded, FlushSet touched)
    {
        lock (Queue.Gate)
        {
            var missing = Waiting.Load(extent, source, loaded);
            Queue.OnReady(touched);
            return missing;
        }
    }

    public void WriteSettled(RecordBuffer record, List<(ulong First, ulong End)> ranges)
    {
        lock (Queue.Gate)
            Journal!.WriteState(record, ranges);
    }

    /// <summary>Adds what has come back and is not settled to a record.</summary>
    public void WriteReturned(RecordBuffer record)
    {
        lock (Queue.Gate)
            Journal!.WriteReturned(record);
    }

    public void WriteDelivered(RecordBuffer record)
    {
        lock (Queue.Gate)
        {
            record.WriteNumber(Journal!.Id);
            // What had perhaps been delivered before the broker started is no more certain now.
            record.WriteNumber(Math.Max(Waiting.DeliveredEnd, Journal.RedeliveredEnd));
        }
    }

    public void FindLive(Journal log, int file, ulong first, Span<bool> live)
    {
        lock (Queue.Gate)
        {
            if (Waiting.Cold.AccountIn(log) is { } account)
                account.FindLive(file, first, live);
            else
                live.Clear();
        }
    }

    public void Move(Journal log, int file, List<MessageExtent> copies)
    {
        lock (Queue.Gate)
        {
            if (!Queue.IsGone && Waiting.Cold.AccountIn(log) is { } account)
            {
                account.Move(file, copies);
                return;
            }
        }
        foreach (var copy in copies)
            log.RemoveLive(copy);
    }
}
