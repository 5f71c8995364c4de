using Pabal.Engine.Durability;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// The middle of a long queue, which is not in memory: persistent messages in the broker's log, transient ones spilled.
/// </summary>
/// <remarks>Guarded by the queue's lock. Nothing of it was delivered since the broker started.</remarks>
internal sealed class ColdMessages(QueueLane lane)
{
    private const int MaxSpillOctets = 64 * 1024;

    private readonly QueueJournal? journal = lane.Journal;
    private readonly MessageStore store = lane.Store;
    private QueueJournal? spilled;
    private ulong end;

    public int Count { get; private set; }

    /// <summary>The number from which on it is.</summary>
    public ulong First { get; private set; }

    /// <summary>Counts the octets of the lane's bodies; null when nobody does.</summary>
    public BodyCount? Bodies { get; set; }

    /// <summary>How soon one of the next messages may expire.</summary>
    public MessageTimes NextTimes => TryGetNext(out var extent, out _) ? extent.Times : default;

    /// <summary>Whether a message may expire by its own property.</summary>
    public bool MayExpire => journal is not null && Count > 0 && journal.MayExpire();

    /// <summary>Takes over what was recovered.</summary>
    public void Recover(ulong first, ulong next, int count)
    {
        First = first;
        end = next;
        Count = count;
        CountBodies();
    }

    /// <summary>Counts the octets of bodies anew.</summary>
    public void CountBodies() => Bodies?.SetCold(Count == 0 ? 0 : BodyOctetsOf(journal) + BodyOctetsOf(spilled));

    /// <summary>Takes over messages that are durable in the log, from the front of those that follow.</summary>
    /// <returns>True when there is more.</returns>
    public bool PageOut(ReadyMessages messages)
    {
        if (journal is null || messages.Count == 0)
            return messages.Count > 0;
        var durable = journal.FindDurableEnd(messages.HeadSequence);
        while (messages.Count > 0 && messages.HeadSequence < durable)
        {
            var count = (int)Math.Min((ulong)messages.Peek().Length, durable - messages.HeadSequence);
            Take(messages, count);
        }
        return messages.Count > 0;
    }

    /// <summary>Takes over transient messages, from the front of those that follow.</summary>
    /// <returns>False when the first is not one, or where they would go has failed.</returns>
    public bool TrySpill(ReadyMessages messages)
    {
        ReadOnlySpan<QueueEntry> run = messages.Peek();
        var count = 0;
        var octets = 0L;
        while (count < run.Length && octets < MaxSpillOctets && (journal is null || !run[count].Persistent))
            octets += run[count++].Length;
        if (count == 0)
            return false;
        var spill = store.Spill!;
        spilled ??= spill.Begin(lane);
        if (!spill.TryAppend(spilled, messages.HeadSequence, run[..count], out var extent))
            return false;
        spilled.Add(extent);
        Take(messages, count);
        return true;
    }

    /// <summary>What is to be read next, and by whose account.</summary>
    /// <returns>False when there is nothing.</returns>
    public bool TryGetNext(out MessageExtent extent, out QueueJournal source)
    {
        extent = default;
        source = null!;
        if (Count == 0)
            return false;
        if (TryFind(journal, out var logged))
            (extent, source) = (logged, journal!);
        if (TryFind(spilled, out var transient) && (source is null || transient.First < extent.First))
            (extent, source) = (transient, spilled!);
        return source is not null
            ? true
            : throw new InvalidOperationException("Messages are only on disk, and nobody knows where.");
    }

    /// <summary>Takes what was read off.</summary>
    /// <param name="extent">From <see cref="TryGetNext"/>.</param>
    /// <param name="source">From <see cref="TryGetNext"/>.</param>
    /// <returns>How many messages it should be; null when the queue has done without them.</returns>
    public int? Take(in MessageExtent extent, QueueJournal source)
    {
        if (Count == 0 || First > extent.First || end < extent.End)
            return null;
        var expected = source.Settled.CountUnsettled(extent.First, extent.End);
        Skip(expected, extent.End);
        Bodies?.OnTaken(extent.Live == 0 ? 0 : extent.BodyOctetsOf(expected));
        if (Count == 0)
            Bodies?.SetCold(0);
        return expected;
    }

    /// <summary>Settles messages from the front on that nobody needs to read.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>How many; fewer when they are not in a row.</returns>
    public int DropFirst(long most)
    {
        if (!TryGetNext(out var extent, out var source))
            return 0;
        var settled = source.Settled;
        var count = (int)Math.Min(most, settled.CountUnsettled(extent.First, extent.End));
        var dropEnd = count == 0 ? extent.End : settled.FindEnd(extent.First, extent.End, count);
        Skip(count, dropEnd);
        journal?.Settle(extent.First, dropEnd, isLogged: source == journal);
        OnLoaded(extent with { End = dropEnd }, source);
        return count;
    }

    /// <summary>Says that what was taken last is in memory: what was spilled of it is worth nothing any more.</summary>
    public void OnLoaded(in MessageExtent extent, QueueJournal source)
    {
        if (source != spilled)
            return;
        source.Settle(extent.First, extent.End, isLogged: true);
        source.ForgetUnrecorded();
        if (source.Extents.Count == 0)
            DropSpilled();
    }

    /// <summary>Drops everything.</summary>
    public void Drop(bool settles)
    {
        if (settles && Count > 0)
            journal?.Settle(First, end, isLogged: true);
        Count = 0;
        DropSpilled();
    }

    /// <summary>The lane's account in one of the logs.</summary>
    public QueueJournal? AccountIn(Journal log) => journal?.Journal == log ? journal : spilled;

    private bool TryFind(QueueJournal? source, out MessageExtent extent)
    {
        extent = default;
        if (source is null)
            return false;
        var extents = source.Extents;
        var index = extents.Find(First);
        while (index < extents.Count && extents[index].Live == 0)
            index++;
        if (index == extents.Count || extents[index].First >= end)
            return false;
        extent = extents[index];
        extent.First = Math.Max(extent.First, First);
        extent.End = Math.Min(extent.End, end);
        return true;
    }

    private void Take(ReadyMessages messages, int count)
    {
        if (Count == 0)
            First = messages.HeadSequence;
        Bodies?.OnPagedOut(messages.Peek()[..count]);
        store.Release(messages.Peek()[..count]);
        end = messages.HeadSequence + (ulong)count;
        messages.Advance(count);
        Count += count;
    }

    private void Skip(int count, ulong next)
    {
        Count -= count;
        First = next;
    }

    private long BodyOctetsOf(QueueJournal? source)
    {
        var octets = 0L;
        for (var i = source?.Extents.Find(First) ?? 0; i < source?.Extents.Count && source.Extents[i].First < end; i++)
        {
            ref readonly var extent = ref source.Extents[i];
            if (extent.Live > 0)
                octets += extent.BodyOctetsOf(source.Settled.CountUnsettled(Math.Max(extent.First, First), Math.Min(extent.End, end)));
        }
        return octets;
    }

    private void DropSpilled()
    {
        spilled?.Drop();
        spilled = null;
    }
}
