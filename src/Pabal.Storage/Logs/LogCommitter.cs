namespace Pabal.Storage;

/// <summary>The thread that writes and syncs a log. While it syncs, the next batch gathers; there is no timer.</summary>
internal sealed class LogCommitter : IDisposable
{
    private readonly Log log;
    private readonly LogDirectory directory;
    private readonly bool syncsDevice;
    private readonly ILogObserver observer;
    // Never disposed of: an append may still be about to set it when the log has been closed.
    private readonly AutoResetEvent work = new(initialState: false);
    private readonly List<LogFile> sealedFiles = [];
    private readonly Thread thread;
    private LogFailedException? failure;
    private long durableEnd;
    private long syncedEnd;
    private volatile bool stopping;

    public LogCommitter(Log log, LogDirectory directory, bool syncsDevice, LogPosition end, ILogObserver observer)
    {
        this.log = log;
        this.directory = directory;
        this.syncsDevice = syncsDevice;
        this.observer = observer;
        durableEnd = syncedEnd = end.Value;
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log" };
    }

    /// <summary>What was promised, by the rule that the options set.</summary>
    public LogPosition DurableEnd => new(Volatile.Read(ref durableEnd));

    /// <summary>What the device has confirmed; never beyond <see cref="DurableEnd"/>.</summary>
    public LogPosition SyncedEnd => new(Volatile.Read(ref syncedEnd));

    public void Start() => thread.Start();

    public void Wake() => work.Set();

    /// <exception cref="LogFailedException">The device has failed.</exception>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is { } known)
            throw new LogFailedException(known.Message, known);
    }

    /// <summary>Commits what is left, and ends the thread.</summary>
    public void Dispose()
    {
        stopping = true;
        work.Set();
        thread.Join();
    }

    // A failure is final: after a failed sync nobody knows what the device holds, and a retry may report success. An error of
    // the observer or of the log itself ends it as well, since promises can't be kept by a thread that is not there.
    private void Run()
    {
        try
        {
            CommitUntilStopped();
            if (log.AppendLast() is { } last)
            {
                Commit(log.Take([]));
                last.Handle!.SetLength(last.Octets);
                last.Handle.Sync();
            }
        }
        catch (Exception cause)
        {
            var failed = new LogFailedException($"the log can't be written: {cause.Message}", cause);
            Volatile.Write(ref failure, failed);
            observer.OnFailed(failed);
        }
    }

    private void CommitUntilStopped()
    {
        var spare = new List<LogBlock>();
        while (true)
        {
            // Read before taking: whatever was appended before the stop is then in what is taken.
            var isLastRound = stopping;
            var blocks = log.Take(spare);
            if (blocks.Count > 0)
                Commit(blocks);
            else if (isLastRound)
                return;
            else
                work.WaitOne();
            blocks.Clear();
            spare = blocks;
        }
    }

    private void Commit(List<LogBlock> blocks)
    {
        // A file may go only when it is on the device that it may.
        var end = Write(blocks, syncsDevice || log.HasDeletions);
        Volatile.Write(ref durableEnd, end.Value);
        observer.OnDurable(end);
        foreach (var file in sealedFiles)
        {
            file.IsSealed = true;
            observer.OnSealed(file.Number);
        }
        sealedFiles.Clear();
        while (log.TakeDeletion(SyncedEnd) is { } file)
            directory.Delete(file);
    }

    private LogPosition Write(List<LogBlock> blocks, bool syncs)
    {
        var end = DurableEnd;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            var file = block.File;
            if (file.Handle is null)
                directory.Create(file);
            file.Handle!.Write(block.Offset, block.Octets.AsSpan(0, block.Length));
            end = new LogPosition(file.Number, block.Offset + block.Length);
            if (block.EndsFile)
                Seal(file, end);
            else if (syncs && i == blocks.Count - 1)
                Sync(file, end);
            log.Return(block);
        }
        return end;
    }

    // A file is on the device to its end before the next one begins, by any rule: a crash can only leave a prefix.
    private void Seal(LogFile file, LogPosition end)
    {
        file.Handle!.SetLength(end.Offset);
        Sync(file, end);
        sealedFiles.Add(file);
    }

    private void Sync(LogFile file, LogPosition end)
    {
        file.Handle!.Sync();
        Volatile.Write(ref syncedEnd, end.Value);
    }
}
