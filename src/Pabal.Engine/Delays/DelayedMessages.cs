using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Timing;

namespace Pabal.Engine.Delays;

/// <summary>
/// The messages of a virtual host that are to be routed later. Each one's arrival time is that at which it is due. What is
/// durable stays in the log alone when it takes much memory; of each message 32 octets stay.
/// </summary>
/// <remarks>Thread-safe. Its lock stands where a queue's does (docs/locks.md).</remarks>
internal sealed class DelayedMessages : IMessageLane, ICheckpointState
{
    private const long MaxOctetsInMemory = 8 * 1024 * 1024;
    private const int MaxStateLength = 4096;

    private readonly Lock gate = new();
    private readonly QueueContext context;
    private readonly Deadline deadline;
    private readonly PriorityQueue<ulong, DueTime> due = new();
    private readonly Dictionary<ulong, QueueEntry> inMemory = [];
    private readonly Queue<ulong> inOrder = new();
    private Dictionary<ulong, long> recovered = [];
    private long octetsInMemory;
    private ulong next;

    // Messages below the number that were due before the time may have been released and delivered by a broker that crashed.
    private ulong uncertainEnd;
    private long uncertainUntilMs;

    // Taken off, perhaps with consumers already, and the log does not say so yet.
    private int unlogged;

    private DelayRelease? release;
    private bool isEnded;

    /// <param name="context">What it shares with the queues.</param>
    /// <param name="id">Its number in the log; 0 when nothing is kept.</param>
    public DelayedMessages(QueueContext context, long id)
    {
        this.context = context;
        Id = id;
        deadline = new Deadline(() => release?.Begin());
        if (context.Journal is { } journal)
            Journal = new QueueJournal(journal, id);
    }

    public MessageStore Store => context.Store;

    public QueueJournal? Journal { get; }

    public long Id { get; }

    public byte Priority => 0;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return due.Count;
        }
    }

    /// <summary>Makes it known to the log.</summary>
    public void Register()
    {
        Journal?.Register(this);
        Journal?.Journal.Register((ICheckpointState)this);
    }

    /// <summary>Has what is due released from now on.</summary>
    public void Start(VirtualHost virtualHost)
    {
        release = new DelayRelease(virtualHost, this);
        SetDeadlineAgain();
    }

    /// <summary>Sees to it that the next message which is due will be released.</summary>
    public void SetDeadlineAgain()
    {
        lock (gate)
            SetDeadline();
    }

    /// <summary>Drops everything: the virtual host is gone.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnded = true;
            context.Schedule.Cancel(deadline);
            foreach (var entry in inMemory.Values)
                Store.Release(entry);
            inMemory.Clear();
            inOrder.Clear();
            due.Clear();
            Journal?.Drop();
            Journal?.Journal.Unregister((ICheckpointState)this);
        }
    }

    public EnqueueResult Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched)
    {
        var result = Enqueue(entries, touched, out _);
        if (result == EnqueueResult.Gone)
            Store.Release(entries);
        else
            SetDeadlineAgain();
        return result;
    }

    public EnqueueResult Enqueue(ReadOnlySpan<QueueEntry> entries, FlushSet touched, out ulong first)
    {
        lock (gate)
        {
            first = next;
            if (isEnded)
                return EnqueueResult.Gone;
            foreach (ref readonly var entry in entries)
            {
                due.Enqueue(next, new DueTime(Store.Open(entry).ArrivedAtMs.GetValueOrDefault(), next));
                inMemory.Add(next, entry);
                octetsInMemory += entry.Length;
                // Only what the log has may leave the memory before it is due.
                if (Journal is not null)
                    inOrder.Enqueue(next);
                next++;
            }
            return EnqueueResult.Taken;
        }
    }

    public void OnLogged(ReadOnlySpan<MessageExtent> extents, FlushSet touched)
    {
        lock (gate)
        {
            foreach (ref readonly var extent in extents)
            {
                if (isEnded)
                    Journal!.Journal.RemoveLive(extent);
                else
                    Journal!.Add(extent);
            }
            PageOut();
            ForgetReleased();
            SetDeadline();
        }
    }

    /// <summary>Takes over when messages are due, before <see cref="Recover"/>.</summary>
    public void RecoverDelays(Dictionary<ulong, long> delays) => recovered = delays;

    public int Recover(ExtentList extents, SettledMessages settled, ulong nextNumber, ulong redeliveredEnd)
    {
        lock (gate)
        {
            Journal!.Recover(extents, settled, 0);
            next = nextNumber;
            uncertainEnd = redeliveredEnd;
            uncertainUntilMs = context.Schedule.NowMs;
            for (var number = settled.Lowest; number < next; number++)
            {
                if (!settled.IsSettled(number))
                    due.Enqueue(number, new DueTime(recovered.GetValueOrDefault(number), number));
            }
            recovered = [];
            return due.Count;
        }
    }

    /// <summary>Takes off messages that are due.</summary>
    /// <param name="messages">Receives their numbers, and those that are in memory, with a reference; the others are in the log.</param>
    /// <param name="limit">How many at most.</param>
    public void TakeDue(List<(ulong Number, QueueEntry? Entry)> messages, int limit)
    {
        messages.Clear();
        lock (gate)
        {
            var now = context.Schedule.NowMs;
            while (messages.Count < limit && due.TryPeek(out var number, out var time) && time.AtMs <= now)
            {
                due.Dequeue();
                QueueEntry? entry = null;
                if (inMemory.Remove(number, out var held))
                {
                    octetsInMemory -= held.Length;
                    entry = held;
                }
                messages.Add((number, entry));
            }
            unlogged += messages.Count;
            if (messages.Count == 0)
                SetDeadline();
        }
    }

    /// <summary>Says that a message which was taken off can't be read, and stays in the log.</summary>
    public void LeaveOut()
    {
        lock (gate)
            unlogged--;
    }

    /// <summary>Whether consumers may have had a message already, though the log doesn't say so.</summary>
    /// <param name="number">The message's.</param>
    /// <param name="dueMs">When it is due, in milliseconds since 1970.</param>
    public bool MayBeDelivered(ulong number, long dueMs)
    {
        lock (gate)
            return number < uncertainEnd && dueMs <= uncertainUntilMs;
    }

    /// <summary>Where a message is in the log, with others; null when it is not, or not any more.</summary>
    public MessageExtent? Find(ulong number)
    {
        lock (gate)
            return Journal!.Find(number);
    }

    /// <summary>Settles messages that were released; the log says so already.</summary>
    public void OnReleased(ReadOnlySpan<ulong> numbers)
    {
        lock (gate)
        {
            unlogged -= numbers.Length;
            if (Journal is null || isEnded)
                return;
            foreach (var number in numbers)
                Journal.Settle(number, number + 1, isLogged: true);
            Journal.ForgetUnrecorded();
        }
    }

    public void WriteSettled(RecordBuffer record, List<(ulong First, ulong End)> ranges)
    {
        lock (gate)
            Journal!.WriteState(record, ranges);
    }

    public void WriteDelivered(RecordBuffer record)
    {
        lock (gate)
        {
            record.WriteNumber(Id);
            // What was uncertain when the broker started, and has not been released since, is no more certain now.
            var isUncertain = due.TryPeek(out _, out var first) && first.AtMs <= uncertainUntilMs;
            // A release that the end of the log has overtaken comes again.
            record.WriteNumber(unlogged > 0 ? next : isUncertain ? uncertainEnd : 0);
        }
    }

    public void FindLive(Journal log, int file, ulong first, Span<bool> live)
    {
        lock (gate)
            Journal!.FindLive(file, first, live);
    }

    public void Move(Journal log, int file, List<MessageExtent> copies)
    {
        lock (gate)
        {
            if (!isEnded)
            {
                Journal!.Move(file, copies);
                return;
            }
        }
        foreach (var copy in copies)
            log.RemoveLive(copy);
    }

    public void AppendTo(Journal journal)
    {
        (ulong Number, long DueMs)[] all;
        lock (gate)
        {
            all = new (ulong, long)[due.Count];
            var count = 0;
            foreach (var (number, time) in due.UnorderedItems)
                all[count++] = (number, time.AtMs);
        }
        Array.Sort(all, static (one, other) => one.Number.CompareTo(other.Number));
        var record = new RecordBuffer();
        for (var from = 0; from < all.Length; from += MaxStateLength)
        {
            record.Clear();
            DelayNotes.Write(record, Id, all.AsSpan(from, Math.Min(MaxStateLength, all.Length - from)));
            journal.Append(RecordType.Delays, record.Octets);
        }
    }

    private void SetDeadline()
    {
        if (release is not null && !isEnded && due.TryPeek(out _, out var time))
            context.Schedule.Set(deadline, time.AtMs);
    }

    private void ForgetReleased()
    {
        if (inOrder.Count <= (2 * inMemory.Count) + MaxStateLength)
            return;
        for (var left = inOrder.Count; left > 0; left--)
        {
            var number = inOrder.Dequeue();
            if (inMemory.ContainsKey(number))
                inOrder.Enqueue(number);
        }
    }

    // The oldest first: they are durable by now, or will be.
    private void PageOut()
    {
        var durable = Journal!.Journal.DurableEnd;
        while (octetsInMemory > MaxOctetsInMemory && inOrder.TryPeek(out var number))
        {
            if (inMemory.TryGetValue(number, out var entry))
            {
                if (Find(number) is not { } extent || extent.To > durable)
                    return;
                inMemory.Remove(number);
                octetsInMemory -= entry.Length;
                Store.Release(entry);
            }
            inOrder.Dequeue();
        }
    }
}
