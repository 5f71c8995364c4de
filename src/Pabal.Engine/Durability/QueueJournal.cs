using System.Runtime.InteropServices;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Durability;

/// <summary>What the log knows of one lane of a durable queue: where its messages are, and which of them are settled.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueJournal
{
    private readonly Journal journal;
    private readonly List<(ulong First, ulong End)> unrecorded = [];
    private RecordBuffer? record;
    private ReturnedMessages? returned;

    /// <param name="journal">The broker's.</param>
    /// <param name="id">Never given to another lane.</param>
    public QueueJournal(Journal journal, long id)
    {
        this.journal = journal;
        Id = id;
    }

    public Journal Journal => journal;

    public long Id { get; }

    /// <summary>Gets this account when something was settled that is to be recorded; null where nobody keeps such a list.</summary>
    public List<QueueJournal>? Unrecorded { get; init; }

    public ExtentList Extents { get; private set; } = new();

    public SettledMessages Settled { get; private set; } = new();

    /// <summary>Messages below this number may have been delivered before the broker started.</summary>
    public ulong RedeliveredEnd { get; private set; }

    /// <summary>Makes the lane known to the log.</summary>
    public void Register(IMessageLane lane) => journal.Register(Id, lane);

    /// <summary>Takes over what was recovered.</summary>
    public void Recover(ExtentList extents, SettledMessages settled, ulong redeliveredEnd)
    {
        Extents = extents;
        Settled = settled;
        RedeliveredEnd = redeliveredEnd;
    }

    /// <summary>Notes where messages are, all of which were counted as live when they were appended.</summary>
    public void Add(MessageExtent extent)
    {
        RemoveSettled(ref extent);
        if (extent.Live > 0)
            Extents.Add(extent, Settled);
    }

    /// <summary>Settles messages for good, from <paramref name="first"/> up to <paramref name="end"/>, exclusive.</summary>
    /// <param name="first">The first number.</param>
    /// <param name="end">Behind the last number.</param>
    /// <param name="isLogged">False when the log has none of these messages.</param>
    public void Settle(ulong first, ulong end, bool isLogged)
    {
        if (isLogged)
        {
            SettleExtents(first, end);
            if (unrecorded.Count == 0)
                Unrecorded?.Add(this);
            if (unrecorded.Count > 0 && unrecorded[^1].End == first)
                unrecorded[^1] = (unrecorded[^1].First, end);
            else
                unrecorded.Add((first, end));
        }
        Settled.Settle(first, end);
        returned?.Remove(first, end);
    }

    /// <summary>Notes that a message has come back which the log has.</summary>
    public void Return(ulong number, MessageReturn its)
    {
        returned ??= new ReturnedMessages();
        returned.AddNew(number, its);
    }

    /// <summary>True when messages may have come back that are not settled.</summary>
    public bool HasReturns => returned is { Count: > 0 };

    /// <summary>What is known of a message that may have come back; default when it never did.</summary>
    public MessageReturn FindReturn(ulong number) => returned?.Find(number) ?? default;

    /// <summary>Takes over what was recovered of messages that came back.</summary>
    public void RecoverReturned(ReturnedMessages recovered) => returned = recovered;

    /// <summary>Settles messages whose numbers rise one by one.</summary>
    public void Settle(ulong first, ReadOnlySpan<QueueEntry> messages)
    {
        var isLogged = false;
        foreach (ref readonly var message in messages)
            isLogged |= message.Persistent;
        Settle(first, first + (ulong)messages.Length, isLogged);
    }

    /// <summary>Up to where messages lie in the log, durably and without one that does not, from a number on.</summary>
    public ulong FindDurableEnd(ulong first)
    {
        var end = first;
        var durable = journal.DurableEnd;
        for (var i = Extents.Find(first); i < Extents.Count; i++)
        {
            ref readonly var extent = ref Extents[i];
            if (extent.First > end || extent.To > durable)
                break;
            end = extent.End;
        }
        return end;
    }

    /// <summary>Where a message is in the log, with others; null when it is not, or not any more.</summary>
    public MessageExtent? Find(ulong number)
    {
        var index = Extents.Find(number);
        return index == Extents.Count || Extents[index].First > number ? null : Extents[index];
    }

    /// <summary>Which of some messages are not settled and lie in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="live">Receives an answer for each.</param>
    public void FindLive(int file, ulong first, Span<bool> live)
    {
        live.Clear();
        var end = first + (ulong)live.Length;
        for (var i = Extents.Find(first); i < Extents.Count && Extents[i].First < end; i++)
        {
            ref readonly var extent = ref Extents[i];
            if (extent.Live == 0 || extent.From.File != file)
                continue;
            for (var number = Math.Max(first, extent.First); number < Math.Min(end, extent.End); number++)
                live[(int)(number - first)] = !Settled.IsSettled(number);
        }
    }

    /// <summary>Whether a message may expire by its own property.</summary>
    public bool MayExpire()
    {
        for (var i = 0; i < Extents.Count; i++)
        {
            if (Extents[i].Times.ExpiresAtMs > 0)
                return true;
        }
        return false;
    }

    /// <summary>Appends what was settled since the last time.</summary>
    public void RecordSettled()
    {
        if (unrecorded.Count == 0)
            return;
        record ??= new RecordBuffer();
        SettledRecord.Write(record, Id, unrecorded);
        unrecorded.Clear();
        // Nobody waits for it: when the log has failed, messages come again.
        journal.TryAppend(RecordType.Settled, record.Octets);
        record.Clear();
    }

    /// <summary>Appends what has come back since the last time.</summary>
    public void RecordReturned()
    {
        record ??= new RecordBuffer();
        // Nobody waits for this either: when it is lost, messages come once more than they may.
        if (returned is not null && returned.TryWriteNew(record, Id))
            journal.TryAppend(RecordType.Returned, record.Octets);
        record.Clear();
    }

    /// <summary>Records nothing of what was settled: the log knows it, or nothing of it is to last.</summary>
    public void ForgetUnrecorded() => unrecorded.Clear();

    /// <summary>Adds all that is settled to a record.</summary>
    public void WriteState(RecordBuffer into, List<(ulong First, ulong End)> ranges)
    {
        ranges.Clear();
        if (Settled.Lowest > 0)
            ranges.Add((0, Settled.Lowest));
        Settled.CopyTo(ranges);
        SettledRecord.Write(into, Id, ranges);
    }

    /// <summary>Adds all that has come back and is not settled to a record.</summary>
    public void WriteReturned(RecordBuffer into) => returned?.WriteAll(into, Id);

    /// <summary>The queue is gone, and all its messages with it.</summary>
    public void Drop()
    {
        for (var i = 0; i < Extents.Count; i++)
        {
            ref readonly var extent = ref Extents[i];
            if (extent.Live > 0)
                journal.RemoveLive(extent);
        }
        Extents = new ExtentList();
        journal.Unregister(Id);
    }

    /// <summary>Puts extents of new copies in the place of all those that lie in a file which is to go.</summary>
    /// <param name="file">The file.</param>
    /// <param name="copies">In order; all their messages were counted as live when they were appended.</param>
    public void Move(int file, List<MessageExtent> copies)
    {
        for (var i = 0; i < Extents.Count; i++)
        {
            ref var extent = ref Extents[i];
            if (extent.Live > 0 && extent.From.File == file)
                RemoveLive(ref extent, extent.Live);
        }
        Extents.RemoveAll(static (in MessageExtent extent, int number) => extent.From.File == number, file);
        foreach (ref var copy in CollectionsMarshal.AsSpan(copies))
            RemoveSettled(ref copy);
        copies.RemoveAll(static copy => copy.Live == 0);
        Extents.AddAll(copies, Settled);
    }

    private void SettleExtents(ulong first, ulong end)
    {
        var died = 0;
        for (var i = Extents.Find(first); i < Extents.Count && Extents[i].First < end; i++)
        {
            ref var extent = ref Extents[i];
            var count = Settled.CountUnsettled(Math.Max(first, extent.First), Math.Min(end, extent.End));
            if (extent.Live == 0 || count == 0)
                continue;
            RemoveLive(ref extent, count);
            if (extent.Live == 0)
                died++;
        }
        if (died > 0)
            Extents.OnDead(died);
    }

    // Some may have been delivered and settled since they were appended.
    private void RemoveSettled(ref MessageExtent extent)
    {
        var gone = extent.Live - Settled.CountUnsettled(extent.First, extent.End);
        if (gone > 0)
            RemoveLive(ref extent, gone);
    }

    private void RemoveLive(ref MessageExtent extent, int count) =>
        journal.Log.RemoveLive(extent.From, count, extent.Settle(count));
}
