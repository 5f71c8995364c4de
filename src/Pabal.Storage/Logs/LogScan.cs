namespace Pabal.Storage;

/// <summary>Reads a log from its first record to its last, and tells a torn tail from damage. Changes nothing.</summary>
/// <remarks>
/// A crash can leave anything behind the synced end: half records, holes, later records without earlier ones. So the first
/// gap in the last file ends the log, unless a record behind it says that the log had been synced beyond the gap. A file is
/// synced to its seal before the next one is made, so any gap in an earlier one is damage.
/// </remarks>
internal sealed class LogScan(IStorageDevice device, ILogVisitor visitor)
{
    private readonly List<LogFileReport> files = [];
    private readonly List<LogDamage> damage = [];
    private LogPosition syncedEnd;
    private LogFileSet? known;
    private int knownBy;
    private long tailOctets;

    /// <summary>The id that all files bear; null when none has a header.</summary>
    public long? LogId { get; private set; }

    /// <summary>Reads all files.</summary>
    /// <param name="numbers">Their numbers, ascending.</param>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">A file is of another format.</exception>
    public LogReport Run(IReadOnlyList<int> numbers)
    {
        for (var i = 0; i < numbers.Count; i++)
        {
            using var file = device.Open(LogFileName.Of(numbers[i]));
            Read(file, numbers[i], isLast: i == numbers.Count - 1);
            visitor.OnProgress(numbers[i], i + 1, numbers.Count);
        }
        var expected = Expected(numbers);
        FindMissing(numbers, expected);
        damage.Sort((left, right) => left.Position.CompareTo(right.Position));
        return new LogReport(files, tailOctets, NotIn(expected, numbers), damage);
    }

    private void Read(IStorageFile file, int number, bool isLast)
    {
        if (CheckHeader(file, number) is { } problem)
        {
            // A crash while the last file was being made leaves nothing behind its header.
            if (!isLast || new LogFileReader(file, number, 0).HasContent())
                damage.Add(new LogDamage(new LogPosition(number, 0), problem));
            files.Add(new LogFileReport(number, 0, 0, IsSealed: false));
            return;
        }
        var reader = new LogFileReader(file, number, LogId.GetValueOrDefault());
        var gaps = new List<LogDamage>();
        var (records, end, isSealed) = ReadRecords(reader, gaps);
        if (isLast)
            end = JudgeLast(reader, gaps, end);
        else
            JudgeEarlier(gaps, end, isSealed);
        files.Add(new LogFileReport(number, end.Offset, records, isSealed && gaps.Count == 0));
    }

    private string? CheckHeader(IStorageFile file, int number)
    {
        Span<byte> header = stackalloc byte[LogFileHeader.Length];
        if (LogFileHeader.Check(header[..file.ReadFully(0, header)], number, out var id) is { } problem)
            return problem;
        LogId ??= id;
        return id == LogId ? null : "the file belongs to another log";
    }

    private (long Records, LogPosition End, bool IsSealed) ReadRecords(LogFileReader reader, List<LogDamage> gaps)
    {
        var records = 0L;
        while (true)
        {
            var start = reader.Position;
            var result = reader.Read(out var header, out var payload);
            if (result == LogReadResult.NoHeader)
            {
                var isFound = reader.FindHeader();
                if (isFound || reader.ContentEnd > start.Offset)
                    gaps.Add(new LogDamage(start, "no record begins here"));
                if (!isFound)
                    return (records, start, false);
                continue;
            }
            var isWhole = result == LogReadResult.Record;
            if (!isWhole)
                gaps.Add(new LogDamage(start, "the record's payload is not what was appended"));
            syncedEnd = header.SyncedEnd > syncedEnd ? header.SyncedEnd : syncedEnd;
            var record = new LogRecord(
                start, header.Type, header.PayloadLength, header.IndexLength, isWhole, gaps.Count > 0);
            visitor.OnRecord(record, isWhole ? payload : default);
            if (header.Type == LogRecordHeader.Seal)
                return (records, reader.Position, true);
            if (record is { IsWhole: true, IsBehindGap: false, IsLogsOwn: false })
                records++;
            if (header.Type == LogRecordHeader.Files && isWhole && gaps.Count == 0)
                (known, knownBy) = (LogFileSet.Read(payload), start.File);
        }
    }

    private void JudgeEarlier(List<LogDamage> gaps, LogPosition end, bool isSealed)
    {
        damage.AddRange(gaps);
        if (!isSealed && gaps.Count == 0)
            damage.Add(new LogDamage(end, "records are missing"));
    }

    private LogPosition JudgeLast(LogFileReader reader, List<LogDamage> gaps, LogPosition end)
    {
        foreach (var gap in gaps)
        {
            if (gap.Position < syncedEnd)
            {
                damage.Add(gap);
                continue;
            }
            tailOctets = Math.Max(0, reader.ContentEnd - gap.Position.Offset);
            return gap.Position;
        }
        return end;
    }

    // Without a set of files, nothing can have been deleted yet: numbers begin with 1.
    private LogFileSet Expected(IReadOnlyList<int> numbers)
    {
        var expected = known ?? new LogFileSet();
        if (numbers.Count > 0)
            expected.Add(Math.Max(knownBy, 1), numbers[^1]);
        return expected;
    }

    private void FindMissing(IReadOnlyList<int> numbers, LogFileSet expected)
    {
        foreach (var number in expected.Except([.. numbers]))
            damage.Add(new LogDamage(new LogPosition(number, 0), "the file is missing"));
    }

    private static List<int> NotIn(LogFileSet expected, IReadOnlyList<int> numbers)
    {
        var rest = new List<int>();
        foreach (var number in numbers)
        {
            if (!expected.Contains(number))
                rest.Add(number);
        }
        return rest;
    }
}
