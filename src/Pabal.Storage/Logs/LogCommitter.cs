namespace Pabal.Storage;

/// <summary>The thread that writes and syncs a tail. While it syncs, the next batch gathers; there is no timer.</summary>
internal sealed class LogCommitter : IDisposable
{
    private readonly LogTail tail;
    private readonly LogFileWorker files;
    private readonly LogProgress progress;
    private readonly bool syncsDevice;
    private readonly ILogObserver observer;
    private readonly List<LogFile> sealedFiles = [];
    private readonly Thread thread;
    private volatile bool stopping;

    public LogCommitter(LogTail tail, LogFileWorker files, LogProgress progress, bool syncsDevice, ILogObserver observer)
    {
        this.tail = tail;
        this.files = files;
        this.progress = progress;
        this.syncsDevice = syncsDevice;
        this.observer = observer;
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log" };
    }

    public void Start() => thread.Start();

    /// <summary>Commits what is left, and ends the thread.</summary>
    public void Dispose()
    {
        stopping = true;
        tail.Wake();
        thread.Join();
    }

    // A failure is final: after a failed sync nobody knows what the device holds, and a retry may report success. An error of
    // the observer or of the log itself ends it as well, since promises can't be kept by a thread that is not there.
    private void Run()
    {
        try
        {
            CommitUntilStopped();
            if (tail.AppendLast() is { } last)
            {
                Commit(tail.Take([]));
                last.Handle!.SetLength(last.Octets);
                last.Handle.Sync();
            }
        }
        catch (Exception cause)
        {
            var failed = new LogFailedException($"the log can't be written: {cause.Message}", cause);
            progress.Fail(failed);
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
            var blocks = tail.Take(spare);
            files.ThrowIfFailed();
            if (blocks.Count > 0)
                Commit(blocks);
            else if (isLastRound)
                return;
            else
                tail.AwaitWork();
            blocks.Clear();
            spare = blocks;
        }
    }

    private void Commit(List<LogBlock> blocks)
    {
        // A file may go only when it is on the device that it may.
        var end = Write(blocks, syncsDevice || tail.HasDeletions);
        progress.DurableEnd = end;
        observer.OnDurable(end);
        foreach (var file in sealedFiles)
        {
            file.IsSealed = true;
            observer.OnSealed(file.Number);
        }
        sealedFiles.Clear();
        while (tail.TakeDeletion(progress.SyncedEnd) is { } file)
            files.Remove(file);
    }

    private LogPosition Write(List<LogBlock> blocks, bool syncs)
    {
        var end = progress.DurableEnd;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            var file = block.File;
            if (file.Handle is null)
                Open(file);
            file.Handle!.Write(block.Offset, block.Octets.AsSpan(0, block.Length));
            end = new LogPosition(file.Number, block.Offset + block.Length);
            if (end.Offset > file.ReservedOctets / 2)
                files.Prepare(file.Number + 1);
            if (block.EndsFile)
                Seal(file, end);
            else if (syncs && i == blocks.Count - 1)
                Sync(file, end);
            tail.Return(block);
        }
        return end;
    }

    private void Open(LogFile file)
    {
        var handle = files.Take(file.Number);
        if (handle.Length < file.ReservedOctets)
            handle.SetLength(file.ReservedOctets);
        file.Handle = handle;
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
        progress.SyncedEnd = end;
    }
}
