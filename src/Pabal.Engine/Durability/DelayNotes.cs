namespace Pabal.Engine.Durability;

//  │ id │ messages │ first number │ first time │ for each further one: │ numbers since the last │ time since the last, zigzag │ │
/// <summary>When delayed messages are due, as it stands in records.</summary>
internal static class DelayNotes
{
    /// <param name="record">Where to.</param>
    /// <param name="id">Of the lane of delayed messages.</param>
    /// <param name="delays">Numbers, rising, and milliseconds since 1970; at least one.</param>
    public static void Write(RecordBuffer record, long id, ReadOnlySpan<(ulong Number, long DueMs)> delays)
    {
        record.WriteNumber(id);
        record.WriteNumber(delays.Length);
        var last = (Number: 0UL, DueMs: 0L);
        foreach (var delay in delays)
        {
            var since = delay.DueMs - last.DueMs;
            record.WriteNumber(delay.Number - last.Number);
            record.WriteNumber((since << 1) ^ (since >> 63));
            last = delay;
        }
    }

    /// <summary>Reads what was written once.</summary>
    /// <returns>The id of the lane.</returns>
    public static long Read(ref RecordReader record, List<(ulong Number, long DueMs)> delays)
    {
        delays.Clear();
        var id = (long)record.ReadNumber();
        var last = (Number: 0UL, DueMs: 0L);
        for (var left = record.ReadCount(); left > 0; left--)
        {
            last.Number += record.ReadNumber();
            var since = record.ReadNumber();
            last.DueMs += (long)(since >> 1) ^ -(long)(since & 1);
            delays.Add(last);
        }
        return id;
    }
}
