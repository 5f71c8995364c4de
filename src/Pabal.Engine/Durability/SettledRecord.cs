namespace Pabal.Engine.Durability;

//  for each queue: │ id │ ranges │ for each range: │ numbers left out since the last range │ numbers in it │ │
/// <summary>Settled sequence numbers of queues, as they stand in records.</summary>
internal static class SettledRecord
{
    /// <summary>Adds a queue's ranges, which need not be in order.</summary>
    public static void Write(RecordBuffer record, long queueId, List<(ulong First, ulong End)> ranges)
    {
        record.WriteNumber(queueId);
        record.WriteNumber(ranges.Count);
        var last = 0UL;
        foreach (var (first, end) in ranges)
        {
            // A step back is a step far forward, in 64 bits.
            record.WriteNumber(first - last);
            record.WriteNumber(end - first);
            last = end;
        }
    }

    /// <summary>Reads the queues up to the record's end.</summary>
    public static void Read(ref RecordReader record, IRangeReceiver receiver)
    {
        while (!record.IsAtEnd)
        {
            var id = (long)record.ReadNumber();
            var last = 0UL;
            for (var left = record.ReadCount(); left > 0; left--)
            {
                var first = last + record.ReadNumber();
                last = first + record.ReadNumber();
                receiver.OnSettled(id, first, last);
            }
        }
    }
}
