namespace Pabal.Storage;

/// <summary>The end of a log: what was appended and waits for the committer, and the files that wait to be deleted.</summary>
/// <remarks>All of it is guarded by <c>gate</c>.</remarks>
internal sealed class LogTail
{
    private readonly Lock gate = new();
    private readonly LogDirectory directory;
    private readonly LogProgress progress;
    private readonly LogRecordWriter writer;
    private readonly LogBlocks blocks;
    private readonly Queue<(LogPosition End, LogFile File)> deletions = new();
    private readonly LogSignal work = new();
    private Exception? broken;
    private bool hasAppended;
    private bool committerWaits;
    private bool isClosed;

    public LogTail(LogDirectory directory, LogProgress progress, LogRecordWriter writer, LogBlocks blocks)
    {
        this.directory = directory;
        this.progress = progress;
        this.writer = writer;
        this.blocks = blocks;
    }

    /// <summary>Behind the last record.</summary>
    public LogPosition End
    {
        get
        {
            lock (gate)
                return writer.File.End;
        }
    }

    /// <summary>Octets that were appended and not written yet.</summary>
    public long WaitingOctets => blocks.WaitingOctets;

    /// <summary>True while a file waits for its deletion to be durable.</summary>
    public bool HasDeletions
    {
        get
        {
            lock (gate)
                return deletions.Count > 0;
        }
    }

    /// <summary>Adds a record, and what is live of it to its file.</summary>
    /// <param name="record">Its type is not checked.</param>
    /// <param name="payloadLength">Octets of its index and body.</param>
    /// <param name="crc">The checksum of both.</param>
    /// <param name="end">Behind the record.</param>
    /// <returns>Where it begins.</returns>
    public LogPosition Append(in LogAppend record, int payloadLength, uint crc, out LogPosition end)
    {
        LogPosition start;
        bool wakes;
        lock (gate)
        {
            ThrowIfUnusable();
            start = AppendLocked(record, payloadLength, crc);
            end = writer.File.End;
            if (record.LiveCount != 0)
                writer.File.ChangeLive(record.LiveCount, record.LiveOctets);
            wakes = committerWaits;
            committerWaits = false;
        }
        if (wakes)
            Wake();
        return start;
    }

    /// <summary>Gives up a sealed file with nothing live in it.</summary>
    /// <exception cref="InvalidOperationException">It isn't there, or isn't such a file.</exception>
    public void Delete(int number)
    {
        lock (gate)
        {
            ThrowIfUnusable();
            if (directory.Find(number) is not { IsSealed: true, LiveCount: 0 } unneeded)
                throw new InvalidOperationException($"{LogFileName.Of(number)} can't be deleted: it is not there, not sealed, or holds what is live.");
            directory.Forget(unneeded);
            AppendFileSetLocked();
            deletions.Enqueue((writer.File.End, unneeded));
            committerWaits = false;
        }
        Wake();
    }

    /// <summary>Refuses everything from now on.</summary>
    /// <returns>False when that had been so before.</returns>
    public bool Close()
    {
        lock (gate)
        {
            var closes = !isClosed;
            isClosed = true;
            return closes;
        }
    }

    /// <summary>Ends the committer's wait.</summary>
    public void Wake() => work.Set();

    /// <summary>Waits until there is something to take, or for <see cref="Wake"/>.</summary>
    public void AwaitWork() => work.Wait();

    /// <summary>Takes all that waits, in order; the committer gives the blocks back when they are written.</summary>
    /// <param name="empty">Where the next gathers.</param>
    public List<LogBlock> Take(List<LogBlock> empty)
    {
        lock (gate)
        {
            if (broken is not null)
                throw Broken(broken);
            var taken = blocks.Take(empty);
            committerWaits = taken.Count == 0;
            return taken;
        }
    }

    public void Return(LogBlock block)
    {
        lock (gate)
            blocks.Return(block);
    }

    /// <summary>The next file to remove, when its deletion is on the device.</summary>
    public LogFile? TakeDeletion(LogPosition syncedEnd)
    {
        lock (gate)
            return deletions.TryPeek(out var next) && next.End <= syncedEnd ? deletions.Dequeue().File : null;
    }

    /// <summary>
    /// Appends, to a log that is closed, a record which says that all before it is durable: damage in it can then not be
    /// taken for a torn tail.
    /// </summary>
    /// <returns>The file it is in; null when there was nothing to say, or no room for it.</returns>
    public LogFile? AppendLast()
    {
        lock (gate)
        {
            return hasAppended && writer.TryAppendFileSetHere() ? writer.File : null;
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(isClosed, typeof(Log));
        progress.ThrowIfFailed();
        if (broken is not null)
            throw Broken(broken);
    }

    private LogPosition AppendLocked(in LogAppend record, int payloadLength, uint crc)
    {
        try
        {
            hasAppended = true;
            return writer.Append(record, payloadLength, crc);
        }
        catch (Exception cause)
        {
            throw Break(cause);
        }
    }

    private void AppendFileSetLocked()
    {
        try
        {
            hasAppended = true;
            writer.AppendFileSet();
        }
        catch (Exception cause)
        {
            throw Break(cause);
        }
    }

    // Memory has run out with half a record in the blocks: nothing can follow it.
    private LogFailedException Break(Exception cause)
    {
        broken = cause;
        Wake();
        return Broken(cause);
    }

    private static LogFailedException Broken(Exception cause) => new($"an append ended half-way: {cause.Message}", cause);
}
