namespace Pabal.Storage;

/// <summary>One file of a log.</summary>
internal sealed class LogFile(int number, long reservedOctets)
{
    public int Number => number;

    public long ReservedOctets => reservedOctets;

    /// <summary>Null until the committer, or recovery, has opened it.</summary>
    public IStorageFile? Handle { get; set; }
}
