namespace Pabal.Storage;

/// <summary>Reads a log from its first record to its last, and tells a torn tail from damage.</summary>
/// <remarks>
/// A crash can leave anything behind the durable end: half records, holes, later records without earlier ones. So the first
/// bad record ends the log, unless a good one after it says that the bad one had been durable.
/// </remarks>
internal sealed class LogScan(IStorageDevice device, ILogReplay replay)
{
    private readonly List<LogDamage> damage = [];
    private LogPosition durableEnd;
    private bool isSealed;

    /// <summary>What could not be read although it had been durable.</summary>
    public IReadOnlyList<LogDamage> Damage => damage;

    /// <summary>Behind the last good record. The file is the last one; 0 when there is none.</summary>
    public LogPosition End { get; private set; }

    /// <summary>True when the last file is complete and the log goes on in a new one.</summary>
    public bool EndsWithSeal => isSealed;

    /// <summary>Reads all files.</summary>
    /// <param name="numbers">Their numbers, ascending.</param>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">A file is of another format.</exception>
    public void Run(IReadOnlyList<int> numbers)
    {
        for (var i = 0; i < numbers.Count; i++)
        {
            using var file = device.Open(LogFileHeader.NameOf(numbers[i]));
            Read(file, numbers[i], isLast: i == numbers.Count - 1);
            replay.OnProgress(numbers[i], i + 1, numbers.Count);
        }
    }

    private void Read(IStorageFile file, int number, bool isLast)
    {
        isSealed = false;
        End = new LogPosition(number, LogFileHeader.Length);
        Span<byte> header = stackalloc byte[LogFileHeader.Length];
        if (LogFileHeader.Check(header[..file.Read(0, header)], number) is { } problem)
        {
            // A crash while the last file was being made: nothing in it can have been durable.
            if (!isLast || ClaimsDurable(new LogFileReader(file), End))
                damage.Add(new LogDamage(new LogPosition(number, 0), problem));
            End = new LogPosition(number, 0);
            return;
        }
        var reader = new LogFileReader(file);
        while (reader.TryRead(out var record, out var payload))
        {
            durableEnd = record.DurableEnd > durableEnd ? record.DurableEnd : durableEnd;
            if (isSealed = record.Type == LogRecordHeader.Seal)
                break;
            var position = new LogPosition(number, reader.Offset - LogRecordHeader.RecordLength(record.PayloadLength) + LogRecordHeader.Length);
            replay.OnRecord(record.Type, position, payload);
        }
        End = new LogPosition(number, reader.Offset);
        if (isSealed)
            return;
        // What comes after an unsealed end was written later, and so proves nothing unless it claims to know.
        if (!isLast || ClaimsDurable(reader, End))
            damage.Add(new LogDamage(End, reader.Problem ?? "records are missing"));
    }

    /// <summary>Whether a record that can be read further on says that the log was durable beyond a place.</summary>
    private bool ClaimsDurable(LogFileReader reader, LogPosition place)
    {
        if (durableEnd > place)
            return true;
        while (reader.Skip())
        {
            while (reader.TryRead(out var record, out _))
            {
                if (record.DurableEnd > place)
                    return true;
            }
        }
        return false;
    }
}
