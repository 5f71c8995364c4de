namespace Pabal.Storage;

/// <summary>The end of a log: what was appended and waits for the committer, and the files that wait to be deleted.</summary>
/// <remarks>All of it is guarded by <c>gate</c>.</remarks>
internal sealed class LogTail
{
    private readonly Lock gate = new();
    private readonly LogDirectory directory;
    private readonly LogProgress progress;
    private readonly int fileOctets;
    private readonly LogBlocks blocks = new();
    private readonly Queue<(LogPosition End, LogFile File)> deletions = new();
    private readonly LogSignal work = new();
    private LogFile file;
    private Exception? broken;
    private bool hasAppended;
    private bool committerWaits;
    private bool isClosed;

    public LogTail(LogDirectory directory, LogFile file, LogProgress progress, int fileOctets)
    {
        this.directory = directory;
        this.file = file;
        this.progress = progress;
        this.fileOctets = fileOctets;
    }

    /// <summary>Behind the last record.</summary>
    public LogPosition End
    {
        get
        {
            lock (gate)
                return file.End;
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
            end = file.End;
            file.ChangeLive(record.LiveCount, record.LiveOctets);
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
            var set = FileSet();
            AppendLocked(new LogAppend { Type = LogRecordHeader.Files, Index = set }, set.Length, Crc32C.Compute(set));
            deletions.Enqueue((file.End, unneeded));
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
                throw new InvalidOperationException($"an append ended half-way: {broken.Message}", broken);
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
            var set = FileSet();
            if (!hasAppended || !file.HasRoomFor(LogRecordHeader.RecordLength(set.Length)))
                return null;
            WriteOwn(LogRecordHeader.Files, set);
            return file;
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(isClosed, typeof(Log));
        progress.ThrowIfFailed();
        if (broken is not null)
            throw new LogFailedException($"an append ended half-way: {broken.Message}", broken);
    }

    private byte[] FileSet() => LogFileSet.Of(directory.Numbers()).ToArray();

    private LogPosition AppendLocked(in LogAppend record, int payloadLength, uint crc)
    {
        try
        {
            var length = LogRecordHeader.RecordLength(payloadLength);
            if (!file.IsEmpty && !file.HasRoomFor(length))
                Roll();
            if (file.IsEmpty)
                Begin(length);
            var start = file.End;
            Write(record, payloadLength, crc);
            hasAppended = true;
            return start;
        }
        catch (Exception cause)
        {
            // Memory has run out with half a record in the blocks: nothing can follow it.
            broken = cause;
            Wake();
            throw;
        }
    }

    private void Roll()
    {
        WriteOwn(LogRecordHeader.Seal, []);
        blocks.EndFile();
        file = directory.Add(file.Number + 1, fileOctets);
    }

    private void Begin(long firstRecordLength)
    {
        var set = FileSet();
        file.Reserve(file.Octets + LogRecordHeader.RecordLength(set.Length) + firstRecordLength + LogRecordHeader.SealLength);
        WriteOwn(LogRecordHeader.Files, set);
    }

    private void WriteOwn(byte type, ReadOnlySpan<byte> index) =>
        Write(new LogAppend { Type = type, Index = index }, index.Length, Crc32C.Compute(index));

    private void Write(in LogAppend record, int payloadLength, uint crc)
    {
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        new LogRecordHeader(payloadLength, record.Index.Length, crc, progress.SyncedEnd, record.Type)
            .Write(octets, directory.LogId, file.End);
        blocks.Add(file, octets);
        blocks.Add(file, record.Index);
        blocks.Add(file, record.Octets);
        foreach (ref readonly var range in record.Body)
            blocks.Add(file, record.Store!, range);
        octets.Clear();
        blocks.Add(file, octets[..(int)(LogRecordHeader.RecordLength(payloadLength) - LogRecordHeader.Length - payloadLength)]);
    }
}
