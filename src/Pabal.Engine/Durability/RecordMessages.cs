using Pabal.Engine.Messages;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>Takes one queue's messages out of records, into memory.</summary>
internal sealed class RecordMessages(SegmentStore store) : ILogRecords
{
    private SegmentWriter? writer;
    private long queueId;
    private ulong redeliveredEnd;
    private bool persistent;
    private byte priority;
    private ulong first;
    private ulong end;

    public LoadedMessages Loaded { get; } = new();

    /// <summary>Says whose messages are wanted, and which of them.</summary>
    public void Begin(QueueJournal queue, in MessageExtent extent, byte lanePriority, bool isPersistent)
    {
        priority = lanePriority;
        queueId = queue.Id;
        redeliveredEnd = queue.RedeliveredEnd;
        persistent = isPersistent;
        first = extent.First;
        end = extent.End;
        writer ??= store.RentWriter();
    }

    /// <summary>Gives up what nobody took.</summary>
    public void Release(MessageStore messages)
    {
        Loaded.Release(messages);
        if (writer is null)
            return;
        store.ReturnWriter(writer);
        writer = null;
    }

    public void OnRecord(byte type, LogPosition start, ReadOnlySpan<byte> index, ReadOnlySpan<byte> body)
    {
        if (!RecordType.HasMessages(type))
            return;
        var runs = new MessageIndexReader(type, index);
        while (runs.TryReadRun(out var run))
        {
            if (FindNumber(run, out var number) && number < end && number + (ulong)run.Count > first)
                Load(body[..(int)run.Octets], number);
            body = body[(int)run.Octets..];
        }
    }

    private bool FindNumber(MessageRun run, out ulong number)
    {
        while (run.TryReadTarget(out var id, out number))
        {
            if (id == queueId)
                return true;
        }
        number = 0;
        return false;
    }

    private void Load(ReadOnlySpan<byte> messages, ulong number)
    {
        for (; !messages.IsEmpty; number++)
        {
            var length = MessageRecord.LengthOf(messages);
            if (number >= first && number < end && !Loaded.Has(number))
            {
                var position = writer!.Reserve(length);
                store.Write(position, 0, messages[..length]);
                var entry = new QueueEntry(position, length)
                {
                    Persistent = persistent,
                    Redelivered = number < redeliveredEnd,
                    HasArrival = messages[RecordHeader.ArrivalLengthOffset] > 0,
                    Priority = priority,
                };
                Loaded.Add(number, entry);
            }
            messages = messages[length..];
        }
    }
}
