namespace Pabal.Storage;

/// <summary>
/// An ordered log of records in a directory. Appending copies into memory; one thread writes and syncs whatever has
/// gathered while it did so last (group commit), so the more is appended at once, the fewer syncs it takes.
/// </summary>
/// <remarks>
/// <c>gate</c> guards the end of the log and the blocks that wait; the thread owns the writing. A crash leaves a prefix of
/// what was appended, which is at least what was reported durable.
/// </remarks>
public sealed class Log : IDisposable
{
    /// <summary>The longest record, in octets.</summary>
    public const int MaxPayloadOctets = 1024 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly LogOptions options;
    private readonly LogCommitter committer;
    private readonly LogDirectory directory;
    private readonly LogBlocks blocks = new();
    private readonly Queue<(LogPosition End, LogFile File)> deletions = new();
    private LogFile file;
    private Exception? broken;
    private bool hasAppended;
    private bool committerWaits;
    private bool isClosed;

    private Log(LogDirectory directory, LogFile file, LogOptions options, ILogObserver observer)
    {
        this.directory = directory;
        this.file = file;
        this.options = options;
        committer = new LogCommitter(this, directory, options.SyncsDevice, new LogPosition(file.Number, file.Octets), observer);
    }

    /// <summary>Opens the log on a device, or begins one. A torn tail is cut.</summary>
    /// <param name="device">Its directory, which nobody else may write.</param>
    /// <param name="options">How it is kept from now on.</param>
    /// <param name="replay">Receives what is there.</param>
    /// <param name="observer">Told of what becomes durable.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">The log is of another format; nothing was changed.</exception>
    /// <exception cref="LogDamageException">Something durable can't be read; nothing was changed.</exception>
    public static Log Open(IStorageDevice device, LogOptions options, ILogReplay replay, ILogObserver observer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FileOctets, LogOptions.MinFileOctets, nameof(options));
        var scan = new LogScan(device, new LogReplayVisitor(replay));
        var found = scan.Run(LogDirectory.NumbersOn(device));
        if (found.Damage.Count > 0)
            throw new LogDamageException(found.Damage);
        var files = new LogDirectory(device);
        try
        {
            var last = files.Continue(found, scan.LogId ?? options.Random.NextInt64(), options.FileOctets);
            var log = new Log(files, last, options, observer);
            log.committer.Start();
            return log;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Behind the last record.</summary>
    public LogPosition End
    {
        get
        {
            lock (gate)
                return new LogPosition(file.Number, file.Octets);
        }
    }

    /// <summary>Everything before this is durable.</summary>
    public LogPosition DurableEnd => committer.DurableEnd;

    /// <summary>True when so much waits to be written that writers had better wait.</summary>
    public bool IsCongested => blocks.WaitingOctets > options.CongestionOctets;

    /// <summary>True while a file waits for its deletion to be durable.</summary>
    internal bool HasDeletions
    {
        get
        {
            lock (gate)
                return deletions.Count > 0;
        }
    }

    /// <summary>Adds a record. It is durable when the observer is told of <paramref name="end"/> or a later position.</summary>
    /// <param name="type">1 to 254.</param>
    /// <param name="payload">Its content, at most <see cref="MaxPayloadOctets"/>; copied.</param>
    /// <param name="end">The log's end behind the record.</param>
    /// <returns>Where the payload begins.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The type is the log's own, or the payload too long.</exception>
    /// <exception cref="LogFailedException">The log has failed before.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public LogPosition Append(byte type, ReadOnlySpan<byte> payload, out LogPosition end)
    {
        ArgumentOutOfRangeException.ThrowIfZero(type);
        ArgumentOutOfRangeException.ThrowIfEqual(type, LogRecordHeader.Seal);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayloadOctets, nameof(payload));
        // The sum over the payload is made outside the lock.
        var crc = Crc32C.Compute(payload);
        LogPosition start;
        bool wakes;
        lock (gate)
        {
            ThrowIfUnusable();
            start = AppendLocked(type, payload, crc);
            end = new LogPosition(file.Number, file.Octets);
            wakes = committerWaits;
            committerWaits = false;
        }
        if (wakes)
            committer.Wake();
        return start;
    }

    /// <summary>
    /// Reads octets of durable records, without a check: for a part of a record whose content the owner checks itself.
    /// </summary>
    /// <exception cref="IOException">The device failed, or the position is not in the log or not durable.</exception>
    public void Read(LogPosition position, Span<byte> destination)
    {
        if (new LogPosition(position.Value + destination.Length) > DurableEnd)
            throw new IOException($"{position} is not durable yet.");
        directory.Read(position, destination);
    }

    /// <summary>Reads the payload of a durable record, and checks it.</summary>
    /// <param name="position">What <see cref="Append"/> returned.</param>
    /// <param name="buffer">Where to; replaced by a longer one when it is too short.</param>
    /// <returns>The payload, in the buffer.</returns>
    /// <exception cref="IOException">The device failed, or the position is not in the log or not durable.</exception>
    /// <exception cref="LogDamageException">What stands there isn't what was appended.</exception>
    public ReadOnlySpan<byte> ReadRecord(LogPosition position, ref byte[] buffer)
    {
        var start = new LogPosition(position.Value - LogRecordHeader.Length);
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        Read(start, octets);
        if (!LogRecordHeader.TryRead(octets, directory.LogId, start, out var header))
            throw new LogDamageException([new LogDamage(start, "no record begins here")]);
        if (buffer.Length < header.PayloadLength)
            buffer = GC.AllocateUninitializedArray<byte>(header.PayloadLength);
        var payload = buffer.AsSpan(0, header.PayloadLength);
        Read(position, payload);
        return Crc32C.Compute(payload) == header.PayloadCrc
            ? payload
            : throw new LogDamageException([new LogDamage(start, "the record's payload is not what was appended")]);
    }

    /// <summary>Counts what the owner needs of a record; thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The position's file is not in the log.</exception>
    public void AddLive(LogPosition position, int count, long octets) => FileOf(position).ChangeLive(count, octets);

    /// <summary>Counts what the owner no longer needs of a record; thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The position's file is not in the log, or more was removed than added.</exception>
    public void RemoveLive(LogPosition position, int count, long octets) => FileOf(position).ChangeLive(-count, -octets);

    /// <summary>Every file, ascending.</summary>
    public IReadOnlyList<LogFileStatistics> Statistics() => directory.Statistics();

    /// <summary>
    /// Gives up a sealed file. It can't be read any more at once; it is removed when that is durable, together with all that
    /// was appended before.
    /// </summary>
    /// <exception cref="InvalidOperationException">It isn't in the log, is not sealed, or holds something live.</exception>
    /// <exception cref="LogFailedException">The log has failed before.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Delete(int number)
    {
        lock (gate)
        {
            ThrowIfUnusable();
            if (directory.Find(number) is not { IsSealed: true, LiveCount: 0 } unneeded)
                throw new InvalidOperationException($"{LogFileName.Of(number)} can't be deleted: it is not there, not sealed, or holds what is live.");
            directory.Forget(unneeded);
            var payload = FileSet();
            AppendLocked(LogRecordHeader.Files, payload, Crc32C.Compute(payload));
            deletions.Enqueue((new LogPosition(file.Number, file.Octets), unneeded));
            committerWaits = false;
        }
        committer.Wake();
    }

    /// <summary>Writes and syncs what was appended, and ends. Not to be called by the observer.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
        }
        committer.Dispose();
        directory.Dispose();
    }

    /// <summary>Takes all that waits, in order; the committer gives the blocks back when they are written.</summary>
    internal List<LogBlock> Take(List<LogBlock> empty)
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

    internal void Return(LogBlock block)
    {
        lock (gate)
            blocks.Return(block);
    }

    /// <summary>The next file to remove, when its deletion is on the device.</summary>
    internal LogFile? TakeDeletion(LogPosition syncedEnd)
    {
        lock (gate)
            return deletions.TryPeek(out var next) && next.End <= syncedEnd ? deletions.Dequeue().File : null;
    }

    /// <summary>
    /// Appends, to a log that is closed, a record which says that all before it is durable: damage in it can then not be
    /// taken for a torn tail.
    /// </summary>
    /// <returns>The file it is in; null when there was nothing to say, or no room for it.</returns>
    internal LogFile? AppendLast()
    {
        lock (gate)
        {
            var payload = FileSet();
            if (!hasAppended || !file.HasRoomFor(LogRecordHeader.RecordLength(payload.Length)))
                return null;
            Write(LogRecordHeader.Files, payload, Crc32C.Compute(payload));
            return file;
        }
    }

    private LogFile FileOf(LogPosition position) =>
        directory.Find(position.File) ?? throw new InvalidOperationException($"{position} is not in the log.");

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        committer.ThrowIfFailed();
        if (broken is not null)
            throw new LogFailedException($"an append ended half-way: {broken.Message}", broken);
    }

    private byte[] FileSet() => LogFileSet.Of(directory.Numbers()).ToArray();

    private LogPosition AppendLocked(byte type, ReadOnlySpan<byte> payload, uint crc)
    {
        try
        {
            var length = LogRecordHeader.RecordLength(payload.Length);
            if (!file.IsEmpty && !file.HasRoomFor(length))
                Roll();
            if (file.IsEmpty)
                Begin(length);
            var start = new LogPosition(file.Number, file.Octets + LogRecordHeader.Length);
            Write(type, payload, crc);
            hasAppended = true;
            return start;
        }
        catch (Exception cause)
        {
            // Memory has run out with half a record in the blocks: nothing can follow it.
            broken = cause;
            committer.Wake();
            throw;
        }
    }

    private void Roll()
    {
        Write(LogRecordHeader.Seal, [], 0);
        blocks.EndFile();
        file = directory.Add(file.Number + 1, options.FileOctets);
    }

    private void Begin(long firstRecordLength)
    {
        var payload = FileSet();
        file.Reserve(file.Octets + LogRecordHeader.RecordLength(payload.Length) + firstRecordLength + LogRecordHeader.Length);
        Write(LogRecordHeader.Files, payload, Crc32C.Compute(payload));
    }

    private void Write(byte type, ReadOnlySpan<byte> payload, uint crc)
    {
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        new LogRecordHeader(payload.Length, crc, committer.SyncedEnd, type)
            .Write(octets, directory.LogId, new LogPosition(file.Number, file.Octets));
        blocks.Add(file, octets);
        blocks.Add(file, payload);
        octets.Clear();
        blocks.Add(file, octets[..(int)(LogRecordHeader.RecordLength(payload.Length) - LogRecordHeader.Length - payload.Length)]);
    }
}
