namespace Pabal.Storage;

/// <summary>One file of a log.</summary>
/// <remarks>The log's gate guards what is appended, the committer owns the handle, and any thread counts what is live.</remarks>
internal sealed class LogFile(int number, long reservedOctets)
{
    private IStorageFile? handle;
    private long octets = LogFileHeader.Length;
    private long liveOctets;
    private long liveCount;
    private volatile bool isSealed;

    public int Number => number;

    /// <summary>The file's length when it is made. Grows only until then.</summary>
    public long ReservedOctets { get; private set; } = reservedOctets;

    /// <summary>Behind the last record that was appended.</summary>
    public long Octets
    {
        get => Volatile.Read(ref octets);
        set => Volatile.Write(ref octets, value);
    }

    public LogPosition End => new(number, Octets);

    /// <summary>True when it is complete and durable.</summary>
    public bool IsSealed
    {
        get => isSealed;
        set => isSealed = value;
    }

    /// <summary>Null until the committer, or recovery, has opened it.</summary>
    public IStorageFile? Handle
    {
        get => Volatile.Read(ref handle);
        set => Volatile.Write(ref handle, value);
    }

    public bool IsEmpty => Octets == LogFileHeader.Length;

    public long LiveCount => Volatile.Read(ref liveCount);

    public LogFileStatistics Statistics => new(number, Octets, Volatile.Read(ref liveOctets), LiveCount, IsSealed);

    public bool HasRoomFor(long wanted) => Octets + wanted <= ReservedOctets;

    /// <summary>Makes room in an empty file for what is longer than files usually are.</summary>
    public void Reserve(long wanted) => ReservedOctets = Math.Max(ReservedOctets, wanted);

    /// <exception cref="InvalidOperationException">More was removed than added.</exception>
    public void ChangeLive(int count, long liveChange)
    {
        if (Interlocked.Add(ref liveOctets, liveChange) < 0 | Interlocked.Add(ref liveCount, count) < 0)
            throw new InvalidOperationException($"more was removed from {LogFileName.Of(number)} than it holds.");
    }
}
