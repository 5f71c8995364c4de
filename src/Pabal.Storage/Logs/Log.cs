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
    private readonly Lock gate = new();
    private readonly LogOptions options;
    private readonly LogCommitter committer;
    private readonly LogDirectory directory;
    private readonly Stack<LogBlock> freeBlocks = new();
    private List<LogBlock> waiting = [];
    private LogFile file;
    private LogBlock? tail;
    private long endOffset;
    private long waitingOctets;

    internal Log(LogDirectory directory, LogFile file, long endOffset, LogOptions options, ILogObserver observer)
    {
        this.directory = directory;
        this.file = file;
        this.endOffset = endOffset;
        this.options = options;
        committer = new LogCommitter(this, directory, options.SyncsDevice, End, observer);
    }

    /// <summary>Opens the log on a device, or begins one. A torn tail is cut.</summary>
    /// <param name="device">Its directory, which nobody else may write.</param>
    /// <param name="options">How it is kept from now on.</param>
    /// <param name="replay">Receives what is there.</param>
    /// <param name="observer">Told of what becomes durable.</param>
    /// <exception cref="IOException">The device failed.</exception>
    /// <exception cref="LogFormatException">The log is of another format; nothing was changed.</exception>
    /// <exception cref="LogDamageException">Something durable can't be read; nothing was changed.</exception>
    public static Log Open(IStorageDevice device, LogOptions options, ILogReplay replay, ILogObserver observer)
    {
        var files = new LogDirectory(device);
        var numbers = files.Numbers();
        var scan = new LogScan(device, replay);
        scan.Run(numbers);
        if (scan.Damage.Count > 0)
            throw new LogDamageException(scan.Damage);
        for (var i = 0; i < numbers.Count - 1; i++)
            files.Open(numbers[i]);
        var (file, end) = files.Continue(numbers, scan.End, scan.EndsWithSeal, options.FileOctets);
        return new Log(files, file, end, options, observer);
    }

    /// <summary>Where the next record will begin.</summary>
    public LogPosition End
    {
        get
        {
            lock (gate)
                return new LogPosition(file.Number, endOffset);
        }
    }

    /// <summary>Everything before this is durable.</summary>
    public LogPosition DurableEnd => committer.DurableEnd;

    /// <summary>True when so much waits to be written that writers had better wait.</summary>
    public bool IsCongested => Volatile.Read(ref waitingOctets) > options.CongestionOctets;

    /// <summary>Adds a record. It is durable when the observer is told of <paramref name="end"/> or a later position.</summary>
    /// <param name="type">1 to 254.</param>
    /// <param name="payload">Its content; copied.</param>
    /// <param name="end">The log's end behind the record.</param>
    /// <returns>Where the payload begins.</returns>
    /// <exception cref="LogFailedException">The log has failed before.</exception>
    public LogPosition Append(byte type, ReadOnlySpan<byte> payload, out LogPosition end)
    {
        ArgumentOutOfRangeException.ThrowIfZero(type);
        ArgumentOutOfRangeException.ThrowIfEqual(type, LogRecordHeader.Seal);
        // The sum over the payload is made outside the lock.
        var crc = Crc32C.Compute(payload);
        LogPosition start;
        lock (gate)
        {
            committer.ThrowIfFailed();
            var length = LogRecordHeader.RecordLength(payload.Length);
            if (endOffset + length > file.ReservedOctets - LogRecordHeader.Length)
                Roll(length);
            start = new LogPosition(file.Number, endOffset + LogRecordHeader.Length);
            Write(new LogRecordHeader(payload.Length, crc, DurableEnd, type), payload);
            end = new LogPosition(file.Number, endOffset);
        }
        committer.Wake();
        return start;
    }

    /// <summary>Reads octets of a record that is durable.</summary>
    /// <exception cref="IOException">The device failed, or the position is not in the log.</exception>
    public void Read(LogPosition position, Span<byte> destination) => directory.Read(position, destination);

    /// <summary>Writes and syncs what was appended, and ends.</summary>
    public void Dispose()
    {
        committer.Dispose();
        directory.Dispose();
    }

    /// <summary>Takes all that waits, in order; the committer gives the blocks back when they are written.</summary>
    internal List<LogBlock> Take(List<LogBlock> empty)
    {
        lock (gate)
        {
            SealBlock();
            var taken = waiting;
            waiting = empty;
            return taken;
        }
    }

    internal void Return(LogBlock block)
    {
        lock (gate)
        {
            waitingOctets -= block.Length;
            block.Length = 0;
            block.EndsFile = false;
            if (freeBlocks.Count < 16)
                freeBlocks.Push(block);
        }
    }

    private void Roll(long firstRecordLength)
    {
        Write(new LogRecordHeader(0, Crc32C.Compute([]), DurableEnd, LogRecordHeader.Seal), []);
        tail!.EndsFile = true;
        SealBlock();
        var needed = LogFileHeader.Length + firstRecordLength + LogRecordHeader.Length;
        file = directory.Add(file.Number + 1, Math.Max(options.FileOctets, needed));
        endOffset = LogFileHeader.Length;
    }

    private void Write(in LogRecordHeader header, ReadOnlySpan<byte> payload)
    {
        Span<byte> octets = stackalloc byte[LogRecordHeader.Length];
        header.Write(octets);
        Write(octets);
        Write(payload);
        octets.Clear();
        Write(octets[..(int)(LogRecordHeader.RecordLength(payload.Length) - LogRecordHeader.Length - payload.Length)]);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        waitingOctets += octets.Length;
        while (!octets.IsEmpty)
        {
            if (tail is null || tail.Room == 0)
                StartBlock();
            var part = octets[..Math.Min(octets.Length, tail!.Room)];
            part.CopyTo(tail.Octets.AsSpan(tail.Length));
            tail.Length += part.Length;
            endOffset += part.Length;
            octets = octets[part.Length..];
        }
    }

    private void StartBlock()
    {
        SealBlock();
        tail = freeBlocks.TryPop(out var block) ? block : new LogBlock();
        tail.File = file;
        tail.Offset = endOffset;
    }

    private void SealBlock()
    {
        if (tail is null)
            return;
        waiting.Add(tail);
        tail = null;
    }
}
