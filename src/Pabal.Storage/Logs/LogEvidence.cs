namespace Pabal.Storage;

/// <summary>What a log's records say of the log itself.</summary>
internal sealed class LogEvidence
{
    private LogFileSet? known;
    private int knownBy;

    /// <summary>Up to where the log was on the device, as far as any record knew.</summary>
    public LogPosition SyncedEnd { get; private set; }

    public void NoteSynced(LogPosition end) => SyncedEnd = end > SyncedEnd ? end : SyncedEnd;

    /// <param name="set">The content of a record of that kind; later ones count.</param>
    /// <param name="file">Where it stands.</param>
    public void NoteFileSet(ReadOnlySpan<byte> set, int file) => (known, knownBy) = (LogFileSet.Read(set), file);

    /// <summary>The files that must be there: the last known set, and every file since.</summary>
    /// <param name="numbers">Those that are there, ascending.</param>
    public LogFileSet Expected(IReadOnlyList<int> numbers)
    {
        // Without a set of files, nothing can have been deleted yet: numbers begin with 1.
        var expected = known ?? new LogFileSet();
        if (numbers.Count > 0)
            expected.Add(Math.Max(knownBy, 1), numbers[^1]);
        return expected;
    }
}
