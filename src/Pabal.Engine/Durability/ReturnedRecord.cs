namespace Pabal.Engine.Durability;

//  for each lane: │ id │ messages │ for each: │ number │ how often it came back │ until when it waits │ │
/// <summary>Messages that came back to their queues, as they stand in records.</summary>
internal static class ReturnedRecord
{
    /// <summary>Begins a lane; so many messages follow.</summary>
    public static void Begin(RecordBuffer record, long id, int count)
    {
        record.WriteNumber(id);
        record.WriteNumber(count);
    }

    public static void Write(RecordBuffer record, ulong number, MessageReturn its)
    {
        record.WriteNumber(number);
        record.WriteNumber(its.Count);
        record.WriteNumber(its.DueMs);
    }

    /// <summary>Reads the lanes up to the record's end.</summary>
    /// <param name="record">From its beginning.</param>
    /// <param name="laneOf">What is gathered of a lane.</param>
    public static void Read(RecordReader record, Func<long, RecoveredLane> laneOf)
    {
        while (!record.IsAtEnd)
        {
            var lane = laneOf((long)record.ReadNumber());
            for (var left = record.ReadCount(); left > 0; left--)
            {
                var number = record.ReadNumber();
                lane.Return(number, new MessageReturn(record.ReadCount(), (long)record.ReadNumber()));
            }
        }
    }
}
