namespace Pabal.Storage;

/// <summary>How far the writing of a log has come. Set by the committer, read by any thread.</summary>
internal sealed class LogProgress(LogPosition end)
{
    private long durableEnd = end.Value;
    private long syncedEnd = end.Value;
    private LogFailedException? failure;

    /// <summary>What was promised, by the rule that the options set.</summary>
    public LogPosition DurableEnd
    {
        get => new(Volatile.Read(ref durableEnd));
        set => Volatile.Write(ref durableEnd, value.Value);
    }

    /// <summary>What the device has confirmed.</summary>
    public LogPosition SyncedEnd
    {
        get => new(Volatile.Read(ref syncedEnd));
        set => Volatile.Write(ref syncedEnd, value.Value);
    }

    public void Fail(LogFailedException cause) => Volatile.Write(ref failure, cause);

    /// <exception cref="LogFailedException">The device has failed.</exception>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is { } known)
            throw new LogFailedException(known.Message, known);
    }
}
