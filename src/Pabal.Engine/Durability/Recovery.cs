using Pabal.Engine.Deduplication;
using Pabal.Engine.Delays;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Engine.Timing;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Makes of the log's records what the broker had when it ended.</summary>
/// <remarks>
/// The order of records matters for definitions only: a message is named by its number, which is settled once and for ever.
/// </remarks>
internal sealed class Recovery(
    Journal journal, MessageStore store, Schedule schedule, AccessState access, IStorageObserver? observer)
    : ILogReplay, IRangeReceiver
{
    private readonly Dictionary<long, RecoveredLane> lanes = [];
    private readonly RecoveredFiles files = new();
    private readonly List<(ulong Number, long DueMs)> delays = [];
    private readonly Dictionary<long, List<SeenKey>> keys = [];
    private int fileCount;

    /// <summary>True when the last thing that the log says is how far delivering has got.</summary>
    public bool IsStoppedWell { get; private set; }

    public DefinitionReplay Definitions { get; } = new(journal, store, schedule, access);

    public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, int payloadLength)
    {
        IsStoppedWell = type == RecordType.Stopped;
        switch (type)
        {
            case RecordType.Messages or RecordType.NotedMessages or RecordType.Moved:
                OnMessages(new MessageIndexReader(type, index), start, (int)Log.RecordOctets(payloadLength));
                break;
            case RecordType.Settled:
                var settled = new RecordReader(index);
                SettledRecord.Read(ref settled, this);
                break;
            case RecordType.Returned:
                ReturnedRecord.Read(new RecordReader(index), LaneOf);
                break;
            case RecordType.Definitions:
                Definitions.OnRecord(index);
                break;
            case RecordType.Delays:
                OnDelays(new RecordReader(index));
                break;
            case RecordType.Keys:
                OnKeys(new RecordReader(index));
                break;
            case RecordType.Started:
                break;
            case RecordType.Stopped:
                OnStopped(new RecordReader(index));
                break;
            default:
                throw new InvalidDataException($"the record at {start} is of an unknown type, {type}");
        }
    }

    public void OnProgress(int file, int done, int total)
    {
        fileCount = total;
        observer?.OnProgress(done, total);
    }

    public void OnSettled(long id, ulong first, ulong end) => LaneOf(id).Settle(first, end);

    /// <summary>Gives the queues what they had; the log is open.</summary>
    public void Finish()
    {
        files.OnOpened(journal.Log);
        Definitions.Finish(lanes.ContainsKey);
        Definitions.RecoverWindows(keys);
        var total = 0L;
        var queueCount = 0;
        foreach (var lane in journal.Lanes)
        {
            var recovered = LaneOf(lane.Journal!.Id);
            var (extents, next) = recovered.Finish(files, journal);
            if (recovered.TakeReturned() is { } returned)
                lane.Journal.RecoverReturned(returned);
            if (lane is DelayedMessages delayed)
                delayed.RecoverDelays(recovered.Delays);
            // Of transient messages the log knows no numbers: those are given again, to new ones.
            var deliveredEnd = IsStoppedWell ? Math.Min(recovered.DeliveredEnd ?? next, next) : next;
            total += lane.Recover(extents, recovered.Settled, next, deliveredEnd);
            queueCount += lane is QueueLane { Priority: 0 } ? 1 : 0;
        }
        foreach (var id in lanes.Keys)
            journal.Reserve(id);
        lanes.Clear();
        observer?.OnRecovered(fileCount, queueCount, total);
    }

    private void OnMessages(MessageIndexReader index, LogPosition start, int length)
    {
        if (index.SourceFile > 0)
            files.OnMoved(index.SourceFile, index.Attempt);
        OnNotes(new RecordReader(index.Notes));
        var settled = new RecordReader(index.Settled);
        SettledRecord.Read(ref settled, this);
        while (index.TryReadRun(out var run))
        {
            while (run.TryReadTarget(out var id, out var first))
            {
                var extent = new MessageExtent
                {
                    First = first,
                    End = first + (ulong)run.Count,
                    From = start,
                    Length = length,
                    Live = run.Count,
                    LiveOctets = run.Octets,
                    BodyOctets = run.BodyOctets,
                    Times = run.Times,
                };
                if (index.SourceFile > 0)
                    LaneOf(id).AddCopy(index.SourceFile, index.Attempt, extent);
                else
                    LaneOf(id).Add(extent);
            }
        }
    }

    private void OnNotes(RecordReader notes)
    {
        while (!notes.IsAtEnd)
        {
            var kind = notes.ReadOctet();
            if (kind == MessageNotes.Delays)
                ReadDelays(ref notes);
            else if (kind == MessageNotes.Keys)
                KeyNotes.Read(ref notes, keys);
            else
                throw new InvalidDataException($"the log has a note of an unknown kind, {kind}");
        }
    }

    private void OnDelays(RecordReader record)
    {
        while (!record.IsAtEnd)
            ReadDelays(ref record);
    }

    private void OnKeys(RecordReader record)
    {
        while (!record.IsAtEnd)
            KeyNotes.Read(ref record, keys);
    }

    private void ReadDelays(ref RecordReader record)
    {
        var lane = LaneOf(DelayNotes.Read(ref record, delays));
        foreach (var (number, dueMs) in delays)
            lane.Delays[number] = dueMs;
    }

    private void OnStopped(RecordReader record)
    {
        while (!record.IsAtEnd)
        {
            var id = (long)record.ReadNumber();
            LaneOf(id).DeliveredEnd = record.ReadNumber();
        }
    }

    private RecoveredLane LaneOf(long id)
    {
        if (!lanes.TryGetValue(id, out var lane))
            lanes[id] = lane = new RecoveredLane();
        return lane;
    }
}
