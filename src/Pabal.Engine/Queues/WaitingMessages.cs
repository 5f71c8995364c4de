using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// The messages of a lane that wait for a consumer: those that came back, then a head in memory, then what is only on disk,
/// then a tail in memory. A short queue is all head. While a consumer has a selector, what nobody could take is set aside,
/// from where it still comes first for whoever wants any message.
/// </summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class WaitingMessages
{
    private static readonly WaitingLimits defaultLimits = new();

    private readonly PriorityQueue<QueueEntry, ulong> requeued = new();
    private readonly QueueLane lane;
    private readonly QueueJournal? journal;
    private readonly MessageStore store;
    private readonly WaitingLimits limits;
    private ReadyMessages head = new();
    private ReadyMessages tail = new();
    private BodyCount? bodies;
    private QueueEntry peeked;

    public WaitingMessages(QueueLane lane)
    {
        this.lane = lane;
        journal = lane.Journal;
        store = lane.Store;
        limits = journal?.Journal.Options.Limits ?? defaultLimits;
        Cold = new ColdMessages(lane);
    }

    /// <summary>What is only on disk.</summary>
    public ColdMessages Cold { get; }

    /// <summary>What is set aside, always of lower numbers than the head; null when nobody has a selector.</summary>
    public SetAside? Aside { get; private set; }

    public int Count => requeued.Count + head.Count + Cold.Count + tail.Count + (Aside?.Count ?? 0);

    /// <summary>Octets of the bodies; 0 unless they are counted.</summary>
    public long BodyOctets => bodies?.Octets ?? 0;

    /// <summary>The number of the message that comes next.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Messages from this number on were never delivered, nor marked as if they were when they came.</summary>
    public ulong DeliveredEnd => Math.Max(FirstUnseen, Math.Max(head.MarkedEnd, tail.MarkedEnd));

    /// <summary>What is only on disk should be read: little else is left.</summary>
    public bool NeedsLoad => Cold.Count > 0 && head.Count < limits.LowHeadCount && head.Octets < limits.LowHeadOctets;

    private ulong FirstUnseen =>
        head.Count > 0 ? head.HeadSequence : Cold.Count > 0 ? Cold.First : tail.Count > 0 ? tail.HeadSequence : NextSequence;

    private bool IsAsideNext =>
        Aside is { Count: > 0 } && !(requeued.TryPeek(out _, out var returned) && returned < Aside.FirstSequence);

    private bool IsUnderPressure => store.Spill is { IsNeeded: true };

    /// <returns>The sequence number of the first; the others follow one by one.</returns>
    public ulong Append(ReadOnlySpan<QueueEntry> entries)
    {
        var first = NextSequence;
        NextSequence += (ulong)entries.Length;
        (TakesHeadMore() ? head : tail).Append(first, entries);
        bodies?.OnAdded(entries);
        return first;
    }

    /// <summary>Leaves out a message.</summary>
    /// <returns>Its number.</returns>
    public ulong Skip() => NextSequence++;

    /// <summary>Has the octets of bodies counted from now on, or no longer.</summary>
    public void CountBodies(bool isWanted)
    {
        bodies = Cold.Bodies = isWanted ? new BodyCount(store) : null;
        if (bodies is null)
            return;
        foreach (var (entry, _) in requeued.UnorderedItems)
            bodies.OnAdded([entry]);
        Aside?.CountBodies(bodies);
        head.CountBodies(bodies);
        tail.CountBodies(bodies);
        Cold.CountBodies();
    }

    /// <summary>The messages that come next, with numbers that rise one by one; empty when none is in memory.</summary>
    public ReadOnlySpan<QueueEntry> Peek(out ulong first)
    {
        if (!IsAsideNext)
            return PeekUnseen(out first);
        first = Aside!.FirstSequence;
        return new ReadOnlySpan<QueueEntry>(in Aside.First);
    }

    /// <summary>Takes off some of the messages that <see cref="Peek"/> returned, whose records are still there.</summary>
    public void Advance(int count)
    {
        if (IsAsideNext)
        {
            bodies?.OnRemoved([Aside!.First]);
            Aside!.TryRemoveFirst(out _, out _);
            return;
        }
        AdvanceUnseen(count);
    }

    /// <summary>What <see cref="Peek"/> returns when nothing is set aside.</summary>
    public ReadOnlySpan<QueueEntry> PeekUnseen(out ulong first)
    {
        if (requeued.TryPeek(out peeked, out first))
            return new ReadOnlySpan<QueueEntry>(ref peeked);
        if (head.Count == 0 && Cold.Count == 0)
            (head, tail) = (tail, head);
        first = head.HeadSequence;
        return head.Peek();
    }

    /// <summary>Takes off some of the messages that <see cref="PeekUnseen"/> returned, whose records are still there.</summary>
    public void AdvanceUnseen(int count)
    {
        if (count == 0)
            return;
        if (requeued.Count == 0)
        {
            bodies?.OnRemoved(head.Peek()[..count]);
            head.Advance(count);
        }
        else
        {
            var entry = requeued.Dequeue();
            bodies?.OnRemoved([entry]);
        }
    }

    /// <summary>Sets the first of the messages aside that <see cref="PeekUnseen"/> returned.</summary>
    public void PutAside(SetAsideRoom room)
    {
        var entry = PeekUnseen(out var sequence)[0];
        if (requeued.Count == 0)
            head.Advance(1);
        else
            requeued.Dequeue();
        (Aside ??= new SetAside(room)).Add(sequence, entry);
    }

    /// <summary>Takes off a message that was set aside, whose record is still there.</summary>
    public void RemoveAside(int place)
    {
        bodies?.OnRemoved([Aside!.Get(place, out _)]);
        Aside!.RemoveAt(place);
    }

    /// <summary>Puts what is set aside back to its places.</summary>
    /// <returns>False when there was nothing.</returns>
    public bool ReturnAside()
    {
        var any = Aside is { Count: > 0 };
        while (Aside is not null && Aside.TryRemoveFirst(out var entry, out var sequence))
            requeued.Enqueue(entry, sequence);
        Aside = null;
        return any;
    }

    /// <summary>Puts a message back to its place.</summary>
    public void Return(in QueueEntry entry, ulong sequence)
    {
        requeued.Enqueue(entry, sequence);
        bodies?.OnAdded([entry]);
    }

    /// <summary>Takes over what was recovered, which is all in the log.</summary>
    public void Recover(ulong first, ulong next, int count)
    {
        NextSequence = next;
        Cold.Recover(first, next, count);
    }

    /// <summary>Gives up the memory of a long tail's messages: of those that are durable, and at need of transient ones.</summary>
    public void Shorten()
    {
        if (tail.Count == 0)
            return;
        var isUnderPressure = IsUnderPressure;
        if (!isUnderPressure && tail.Count <= limits.MaxTailCount && tail.Octets <= limits.MaxTailOctets)
            return;
        while (Cold.PageOut(tail) && isUnderPressure && Cold.TrySpill(tail))
        {
        }
    }

    /// <summary>Takes over messages that were read.</summary>
    /// <param name="extent">From <see cref="ColdMessages.TryGetNext"/>.</param>
    /// <param name="source">From <see cref="ColdMessages.TryGetNext"/>.</param>
    /// <param name="loaded">Its messages in order, with a reference to each; those that are not needed stay there.</param>
    /// <returns>How many of them are missing.</returns>
    public int Load(in MessageExtent extent, QueueJournal source, LoadedMessages loaded)
    {
        if (Cold.Take(extent, source) is not { } expected)
            return 0;
        var taken = source.HasReturns ? loaded.MoveDelayed(source, lane) : 0;
        taken += loaded.MoveTo(head, source.Settled, bodies);
        Cold.OnLoaded(extent, source);
        return expected - taken;
    }

    /// <summary>Drops everything.</summary>
    /// <param name="settles">False when it need not be said of each, since the queue goes.</param>
    /// <returns>How many messages there were.</returns>
    public int Drop(bool settles)
    {
        var count = Count;
        var account = settles ? journal : null;
        ReturnAside();
        while (requeued.TryDequeue(out var entry, out var sequence))
        {
            account?.Settle(sequence, sequence + 1, entry.Persistent);
            store.Release(entry);
        }
        Drop(head, account);
        Cold.Drop(settles);
        Drop(tail, account);
        bodies?.Clear();
        return count;
    }

    private bool TakesHeadMore() =>
        Cold.Count == 0
        && tail.Count == 0
        && head.Count < limits.MaxHeadCount
        && head.Octets < (IsUnderPressure ? limits.MaxHeadOctetsUnderPressure : limits.MaxHeadOctets);

    private void Drop(ReadyMessages messages, QueueJournal? account)
    {
        while (messages.Count > 0)
        {
            ReadOnlySpan<QueueEntry> run = messages.Peek();
            account?.Settle(messages.HeadSequence, run);
            store.Release(run);
            messages.Advance(run.Length);
        }
    }
}
