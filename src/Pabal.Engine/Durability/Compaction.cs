using Pabal.Engine.Messages;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

//  index:  │ source file │ attempt │ runs, as MessageIndexWriter has them │
/// <summary>Appends the few messages again that are left in a file of the log, so that it can be deleted.</summary>
/// <remarks>
/// Used by one thread, once. Until the file's deletion is durable its own messages count and the copies do not, whatever
/// becomes of this attempt (<see cref="RecoveredFiles"/>).
/// </remarks>
internal sealed class Compaction : ILogRecords
{
    private const int RecordCapacity = 64 * 1024;
    private const int BufferLength = 256 * 1024;

    private readonly Journal journal;
    private readonly int file;
    private readonly long attempt;
    private readonly RecordBuffer index = new();
    private readonly RecordBuffer body = new();
    private readonly List<(IMessageLane Lane, MessageExtent Extent)> inRecord = [];
    private readonly Dictionary<IMessageLane, QueueCopies> copies = [];
    private readonly List<LiveTarget> targets = [];
    private int liveInRecord;
    private long liveOctetsInRecord;

    /// <param name="journal">The broker's.</param>
    /// <param name="file">The file's number.</param>
    /// <param name="attempt">Greater than that of every attempt at this file that was given up.</param>
    public Compaction(Journal journal, int file, long attempt)
    {
        this.journal = journal;
        this.file = file;
        this.attempt = attempt;
    }

    /// <summary>Moves what is live; then nothing in the file is, but what somebody is about to count.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="LogDamageException">Something in it is damaged; it stays.</exception>
    public void Run(LogFileStatistics statistics)
    {
        var buffer = new byte[BufferLength];
        journal.Log.ReadRecords(statistics.Start, statistics.End, ref buffer, this);
        AppendRecord();
        foreach (var (lane, its) in copies)
            lane.Move(journal, file, its.InOrder());
    }

    public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> recordIndex, ReadOnlySpan<byte> recordBody)
    {
        if (!RecordType.HasMessages(type))
            return;
        var runs = new MessageIndexReader(type, recordIndex);
        while (runs.TryReadRun(out var run))
        {
            FindTargets(run);
            if (targets.Count > 0)
                CopyLive(run, recordBody);
            recordBody = recordBody[(int)run.Octets..];
        }
    }

    private void FindTargets(MessageRun run)
    {
        targets.Clear();
        while (run.TryReadTarget(out var id, out var first))
        {
            if (journal.Find(id) is not { } lane)
                continue;
            var target = new LiveTarget(lane, id, first, new bool[run.Count]);
            lane.FindLive(journal, file, first, target.IsLive);
            // An earlier attempt that a crash has ended may have left a copy in this file that doesn't count.
            CopiesOf(lane).Exclude(first, target.IsLive);
            targets.Add(target);
        }
    }

    private void CopyLive(in MessageRun run, ReadOnlySpan<byte> messages)
    {
        for (var from = 0; from < run.Count;)
        {
            var length = MessageRecord.LengthOf(messages);
            var bodyOctets = MessageRecord.BodyLengthOf(messages);
            var to = from + 1;
            while (to < run.Count && length < RecordCapacity && IsSame(from, to))
            {
                bodyOctets += MessageRecord.BodyLengthOf(messages[length..]);
                length += MessageRecord.LengthOf(messages[length..]);
                to++;
            }
            Copy(from, messages[..length], new MessageExtent { Live = to - from, LiveOctets = length, BodyOctets = bodyOctets, Times = run.Times });
            messages = messages[length..];
            from = to;
        }
    }

    private bool IsSame(int one, int other)
    {
        foreach (var target in targets)
        {
            if (target.IsLive[one] != target.IsLive[other])
                return false;
        }
        return true;
    }

    private void Copy(int from, ReadOnlySpan<byte> messages, MessageExtent extent)
    {
        var live = targets.FindAll(target => target.IsLive[from]);
        if (live.Count == 0)
            return;
        if (body.Length > 0 && body.Length + messages.Length > RecordCapacity)
            AppendRecord();
        MessageIndexWriter.BeginRun(index, live.Count);
        foreach (var target in live)
        {
            extent.First = target.First + (ulong)from;
            extent.End = extent.First + (ulong)extent.Live;
            MessageIndexWriter.WriteTarget(index, target.Id, extent.First);
            inRecord.Add((target.Lane, extent));
            CopiesOf(target.Lane).OnCopied(extent);
            liveInRecord += extent.Live;
            liveOctetsInRecord += messages.Length;
        }
        MessageIndexWriter.EndRun(index, extent.Live, messages.Length, extent.BodyOctets, extent.Times);
        body.Write(messages);
    }

    private void AppendRecord()
    {
        if (inRecord.Count == 0)
            return;
        var record = new RecordBuffer();
        record.WriteNumber(file);
        record.WriteNumber(attempt);
        record.Write(index.Octets);
        var from = journal.Log.Append(
            new LogAppend
            {
                Type = RecordType.Moved,
                Index = record.Octets,
                Octets = body.Octets,
                LiveCount = liveInRecord,
                LiveOctets = liveOctetsInRecord,
            },
            out var end);
        foreach (var (lane, extent) in inRecord)
            CopiesOf(lane).Add(extent with { From = from, Length = (int)(end.Value - from.Value) });
        index.Clear();
        body.Clear();
        inRecord.Clear();
        liveInRecord = 0;
        liveOctetsInRecord = 0;
    }

    private QueueCopies CopiesOf(IMessageLane lane)
    {
        if (!copies.TryGetValue(lane, out var its))
            copies[lane] = its = new QueueCopies();
        return its;
    }

    private readonly record struct LiveTarget(IMessageLane Lane, long Id, ulong First, bool[] IsLive);
}
