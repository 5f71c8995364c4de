namespace Pabal.Storage;

/// <summary>What was found in a log.</summary>
/// <param name="Files">Every file, ascending.</param>
/// <param name="TailOctets">What a crash, or an earlier use of the file, left behind the log's end; opening the log will cut it.</param>
/// <param name="UnfinishedDeletions">Files that a crash kept from being deleted; opening the log deletes them.</param>
/// <param name="UnusedFile">The file behind the last one, which had been made ahead of time; opening the log deletes it.</param>
/// <param name="Damage">Every place where something durable can't be read.</param>
public sealed record LogReport(
    IReadOnlyList<LogFileReport> Files, long TailOctets, IReadOnlyList<int> UnfinishedDeletions, int? UnusedFile,
    IReadOnlyList<LogDamage> Damage)
{
    /// <summary>Where the next record would be appended, when nothing is damaged.</summary>
    public LogPosition End => Files.Count == 0 ? default : new LogPosition(Files[^1].Number, Files[^1].Octets);

    /// <summary>Whole records, without the log's own.</summary>
    public long Records
    {
        get
        {
            var sum = 0L;
            foreach (var file in Files)
                sum += file.Records;
            return sum;
        }
    }

    /// <summary>Octets of all files, without the tail.</summary>
    public long Octets
    {
        get
        {
            var sum = 0L;
            foreach (var file in Files)
                sum += file.Octets;
            return sum;
        }
    }
}
