using System.Runtime.InteropServices;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

//  index:  │ notes octets │ notes │ settled octets │ settled │ runs, as MessageIndexWriter has them │
//          the notes are left out in records of the type that has none
//  body:   │ messages, each as it stands in the store │
/// <summary>
/// What a publisher hands over at once of persistent messages, as one record of the log: all or nothing of it survives.
/// </summary>
/// <remarks>Owned by its publisher.</remarks>
internal sealed class MessageBatch(Journal journal, SegmentStore store)
{
    /// <summary>At this many octets the publisher hands its batch over.</summary>
    public const int Capacity = 128 * 1024;

    private readonly List<LoggedRun> runs = [];
    private readonly List<int> starts = [];
    private readonly List<SegmentRange> ranges = [];
    private readonly RecordBuffer index = new();
    private readonly RecordBuffer settled = new();
    private readonly RecordBuffer notes = new();
    private bool isRunOpen;

    public bool IsEmpty => runs.Count == 0 && Settlements.IsEmpty;

    public bool IsFull => Octets >= Capacity;

    public long Octets { get; private set; }

    /// <summary>What is settled by the same transaction.</summary>
    public TransactionSettlements Settlements { get; } = new();

    /// <summary>What is to be known of the messages beside.</summary>
    public MessageNotes Notes { get; } = new();

    /// <summary>Adds a message, before it is added to the targets.</summary>
    /// <param name="targets">The durable ones of the queues that it goes to; at least one.</param>
    /// <param name="entry">The message.</param>
    /// <param name="message">What is to be known of it.</param>
    public void Add(PendingQueue[] targets, in QueueEntry entry, in LoggedMessage message)
    {
        if (!isRunOpen || !IsSame(runs[^1].Targets, targets))
            Begin(targets);
        foreach (var target in targets)
            target.AddLogged(message);
        CollectionsMarshal.AsSpan(runs)[^1].Append(message);
        Octets += entry.Length;
        AddRange(entry);
    }

    /// <summary>Says that a message goes to the same queues that is not logged: numbers will not be in a row.</summary>
    public void EndRun() => isRunOpen = false;

    /// <summary>
    /// Keeps the messages in memory until they are appended: once in their queues, they may be delivered and given up.
    /// </summary>
    public void Hold()
    {
        foreach (var range in ranges)
            store.AddReferences(range.Position, 1);
    }

    /// <summary>Appends the batch, which is held and whose messages have their numbers by now.</summary>
    /// <param name="start">Where it is; zero when none of its queues has taken anything, and nothing was to be appended.</param>
    /// <param name="end">The log's end behind it; zero likewise.</param>
    /// <returns>False when the log has failed; the batch is given up.</returns>
    public bool TryAppend(out LogPosition start, out LogPosition end)
    {
        try
        {
            if (Settlements.IsEmpty)
                return TryAppendRecord(out start, out end);
            lock (journal.TransactionGate)
            {
                var isAppended = TryAppendRecord(out start, out end);
                if (isAppended)
                    Settlements.Apply();
                return isAppended;
            }
        }
        finally
        {
            Clear();
        }
    }

    private static bool IsSame(PendingQueue[] one, PendingQueue[] other) => one == other || one.AsSpan().SequenceEqual(other);

    private bool TryAppendRecord(out LogPosition start, out LogPosition end)
    {
        start = end = default;
        var live = WriteIndex(out var liveOctets);
        if (live == 0 && Settlements.IsEmpty)
            return true;
        var record = new LogAppend
        {
            Type = notes.Length > 0 ? RecordType.NotedMessages : RecordType.Messages,
            Index = index.Octets,
            Store = store,
            Body = CollectionsMarshal.AsSpan(ranges),
            LiveCount = live,
            LiveOctets = liveOctets,
        };
        return journal.TryAppend(record, out start, out end);
    }

    private void Begin(PendingQueue[] targets)
    {
        runs.Add(new LoggedRun(targets, starts.Count));
        foreach (var target in targets)
            starts.Add(target.Count);
        isRunOpen = true;
    }

    // Neighbours in memory are copied in one piece.
    private void AddRange(in QueueEntry entry)
    {
        if (ranges.Count > 0)
        {
            ref var last = ref CollectionsMarshal.AsSpan(ranges)[^1];
            if (last.IsFollowedBy(entry.Position))
            {
                last = last with { Length = last.Length + entry.Length };
                return;
            }
        }
        ranges.Add(new SegmentRange(entry.Position, entry.Length));
    }

    private int WriteIndex(out long liveOctets)
    {
        var live = 0;
        liveOctets = 0;
        index.Clear();
        settled.Clear();
        notes.Clear();
        if (!Notes.IsEmpty)
            WriteNotes();
        Settlements.Write(settled);
        index.WriteNumber(settled.Length);
        index.Write(settled.Octets);
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(runs))
        {
            var targetCount = WriteTargets(run);
            MessageIndexWriter.EndRun(index, run.Count, run.Octets, run.BodyOctets, run.Times);
            live += targetCount * run.Count;
            liveOctets += targetCount * run.Octets;
        }
        return live;
    }

    private void WriteNotes()
    {
        Notes.Write(notes);
        if (notes.Length == 0)
            return;
        index.WriteNumber(notes.Length);
        index.Write(notes.Octets);
    }

    // A queue that was deleted meanwhile has given no numbers, and a crash may yet undo that it was.
    private int WriteTargets(in LoggedRun run)
    {
        var count = 0;
        foreach (var target in run.Targets)
            count += target.HasTakenNothing ? 0 : 1;
        MessageIndexWriter.BeginRun(index, count);
        for (var i = 0; i < run.Targets.Length; i++)
        {
            var target = run.Targets[i];
            if (target.HasTakenNothing)
                continue;
            MessageIndexWriter.WriteTarget(index, target.Id, target.FirstNumber + (ulong)starts[run.FirstStart + i]);
        }
        return count;
    }

    private void Clear()
    {
        foreach (var range in ranges)
            store.Release(range.Position, 1);
        runs.Clear();
        starts.Clear();
        ranges.Clear();
        Settlements.Clear();
        Notes.Clear();
        Octets = 0;
        isRunOpen = false;
    }
}
