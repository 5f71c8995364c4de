namespace Pabal.Storage;

/// <summary>Reads a log from its first record to its last, and tells a torn tail from damage. Changes nothing.</summary>
/// <remarks>
/// A crash can leave anything behind the synced end: half records, holes, later records without earlier ones. So the first
/// gap in the last file ends the log, unless a record behind it says that the log had been synced beyond the gap. A file is
/// synced to its seal before the next one is made, so any gap in an earlier one is damage, and its footer stands for it.
/// </remarks>
/// <param name="device">Where the log is.</param>
/// <param name="visitor">Receives what is found.</param>
/// <param name="checksBodies">True: every record is read. False: only the footers of sealed files, where they are good.</param>
/// <param name="footer">Is left with what is in the last file.</param>
internal sealed class LogScan(IStorageDevice device, ILogVisitor visitor, bool checksBodies, LogFooter footer)
{
    private readonly List<LogFileReport> files = [];
    private readonly List<LogDamage> damage = [];
    private readonly LogEvidence evidence = new();
    private long tailOctets;

    /// <summary>The id that all files bear; null when none has a header.</summary>
    public long? LogId { get; private set; }

    /// <summary>Reads all files.</summary>
    /// <param name="numbers">Their numbers, ascending.</param>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">A file is of another format.</exception>
    public LogReport Run(IReadOnlyList<int> numbers)
    {
        var footers = new LogFooterScan(visitor, evidence);
        int? unused = numbers.Count > 0 && IsUnused(numbers[^1]) ? numbers[^1] : null;
        var used = numbers.Count - (unused is null ? 0 : 1);
        for (var i = 0; i < used; i++)
        {
            using var file = device.Open(LogFileName.Of(numbers[i]));
            Read(file, numbers[i], isLast: i == used - 1, footers);
            visitor.OnProgress(numbers[i], i + 1, used);
        }
        var expected = evidence.Expected(numbers);
        FindMissing(numbers, expected);
        damage.Sort((left, right) => left.Position.CompareTo(right.Position));
        return new LogReport(files, tailOctets, NotIn(expected, numbers), unused, damage);
    }

    // The last file may have been made ahead of time, or not wholly: the log then ends in the one before it. What an earlier
    // use left in it are no records.
    private bool IsUnused(int number)
    {
        using var file = device.Open(LogFileName.Of(number));
        if (CheckHeader(file, number, out var id) is not null)
            return !new LogFileReader(file, number, id).HasContent();
        return !new LogFileReader(file, number, id).FindHeader();
    }

    private void Read(IStorageFile file, int number, bool isLast, LogFooterScan footers)
    {
        footer.Clear();
        var problem = CheckHeader(file, number, out var id);
        LogId ??= problem is null ? id : null;
        if (problem is null && id != LogId)
            problem = "the file belongs to another log";
        if (problem is not null)
        {
            damage.Add(new LogDamage(new LogPosition(number, 0), problem));
            files.Add(new LogFileReport(number, 0, 0, IsSealed: false));
            return;
        }
        // Of the last file, a crash may have left the footer without what it speaks of.
        if (!isLast && !checksBodies && footers.Read(file, number, LogId.GetValueOrDefault(), damage) is >= 0 and var records)
            files.Add(new LogFileReport(number, file.Length, records, IsSealed: true));
        else
            files.Add(ReadRecords(file, number, isLast));
    }

    private static string? CheckHeader(IStorageFile file, int number, out long id)
    {
        Span<byte> header = stackalloc byte[LogFileHeader.Length];
        return LogFileHeader.Check(header[..file.ReadFully(0, header)], number, out id);
    }

    private LogFileReport ReadRecords(IStorageFile file, int number, bool isLast)
    {
        var scan = new LogFileScan(new LogFileReader(file, number, LogId.GetValueOrDefault()), visitor, evidence, footer);
        scan.Run();
        if (scan.WrongFooter is { } wrong)
            damage.Add(wrong);
        var end = scan.End;
        if (isLast)
            end = JudgeLast(scan);
        else
            JudgeEarlier(scan);
        return new LogFileReport(number, end.Offset, scan.Records, scan.IsSealed && scan.Gaps.Count == 0);
    }

    private void JudgeEarlier(LogFileScan scan)
    {
        damage.AddRange(scan.Gaps);
        if (!scan.IsSealed && scan.Gaps.Count == 0)
            damage.Add(new LogDamage(scan.End, "records are missing"));
    }

    private LogPosition JudgeLast(LogFileScan scan)
    {
        foreach (var gap in scan.Gaps)
        {
            if (gap.Position < evidence.SyncedEnd)
            {
                damage.Add(gap);
                continue;
            }
            tailOctets = Math.Max(0, scan.ContentEnd - gap.Position.Offset);
            return gap.Position;
        }
        return scan.End;
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
