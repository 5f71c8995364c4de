namespace Pabal.Storage;

/// <summary>Reads every record of one file, and notes each place where none can be read. Judges nothing.</summary>
/// <param name="reader">At the first record.</param>
/// <param name="visitor">Receives what is found.</param>
/// <param name="evidence">Learns what records say of the log.</param>
/// <param name="footer">Empty; gathers the records in front of the first gap.</param>
internal sealed class LogFileScan(LogFileReader reader, ILogVisitor visitor, LogEvidence evidence, LogFooter footer)
{
    private readonly List<LogDamage> gaps = [];

    /// <summary>Every place that can't be read.</summary>
    public IReadOnlyList<LogDamage> Gaps => gaps;

    /// <summary>A whole footer that says anything but what stands before it. No crash can leave such a one.</summary>
    public LogDamage? WrongFooter { get; private set; }

    /// <summary>Whole records in front of the first gap, without the log's own.</summary>
    public long Records { get; private set; }

    /// <summary>Behind the seal, or where no further record begins.</summary>
    public LogPosition End { get; private set; }

    /// <summary>True when a seal was found.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>Behind the last octet that isn't zero.</summary>
    public long ContentEnd => reader.ContentEnd;

    /// <exception cref="IOException">The device failed.</exception>
    public void Run()
    {
        while (!IsSealed)
        {
            var start = reader.Position;
            var result = reader.Read(out var header, out var payload);
            if (result != LogReadResult.NoHeader)
            {
                Note(start, header, payload, result == LogReadResult.Record);
                continue;
            }
            var isFound = reader.FindHeader();
            if (isFound || reader.ContentEnd > start.Offset)
                gaps.Add(new LogDamage(start, "no record begins here"));
            End = start;
            if (!isFound)
                return;
        }
        End = reader.Position;
    }

    private void Note(LogPosition start, in LogRecordHeader header, ReadOnlySpan<byte> payload, bool isWhole)
    {
        if (!isWhole)
            gaps.Add(new LogDamage(start, "the record's payload is not what was appended"));
        evidence.NoteSynced(header.SyncedEnd);
        var record = new LogRecord(
            start, header.Type, header.PayloadLength, header.IndexLength, isWhole, gaps.Count > 0);
        visitor.OnRecord(record, isWhole ? payload : default);
        IsSealed = header.Type == LogRecordHeader.Seal;
        if (gaps.Count == 0 && !IsSealed)
            NoteWhole(record, payload);
    }

    private void NoteWhole(in LogRecord record, ReadOnlySpan<byte> payload)
    {
        if (record.Type == LogRecordHeader.Footer)
        {
            if (!footer.Equals(payload))
                WrongFooter = new LogDamage(record.Position, "the footer is not what the records say");
            return;
        }
        if (record.Type == LogRecordHeader.Files)
            evidence.NoteFileSet(payload, record.Position.File);
        else
            Records++;
        footer.Add(record.Type, record.Length, payload[..record.IndexLength]);
    }
}
