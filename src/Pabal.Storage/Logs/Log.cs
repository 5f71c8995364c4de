namespace Pabal.Storage;

/// <summary>
/// An ordered log of records in a directory. Appending copies into memory; one thread writes and syncs whatever has
/// gathered while it did so last (group commit), so the more is appended at once, the fewer syncs it takes.
/// </summary>
/// <remarks>
/// Thread-safe. A crash leaves a prefix of what was appended, which is at least what was reported durable.
/// </remarks>
public sealed class Log : IDisposable
{
    /// <summary>The longest record, in octets of index and body together.</summary>
    public const int MaxPayloadOctets = 1024 * 1024 * 1024;

    /// <summary>Octets from a record's start to its index; the body begins right behind the index.</summary>
    public const int RecordHeaderOctets = LogRecordHeader.Length;

    private readonly LogOptions options;
    private readonly LogTail tail;
    private readonly LogProgress progress;
    private readonly LogReader reader;
    private readonly LogCommitter committer;
    private readonly LogFileWorker files;
    private readonly LogDirectory directory;

    private Log(
        IStorageDevice device, LogDirectory directory, LogFile file, LogFooter footer, LogBlockPool pool, LogOptions options,
        ILogObserver observer)
    {
        this.directory = directory;
        this.options = options;
        progress = new LogProgress(file.End);
        reader = new LogReader(directory, progress);
        var blocks = new LogBlocks(pool);
        var writer = new LogRecordWriter(directory, file, footer, blocks, progress, options.FileOctets);
        tail = new LogTail(directory, progress, writer, blocks);
        files = new LogFileWorker(new LogFileMaker(device, directory.LogId, options.FileOctets), tail.Wake);
        committer = new LogCommitter(tail, files, progress, options.SyncsDevice, observer);
    }

    /// <summary>Removes the files of a log that nobody has open.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public static void Erase(IStorageDevice device)
    {
        foreach (var number in LogDirectory.NumbersOn(device))
            device.Delete(LogFileName.Of(number));
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
        var pool = new LogBlockPool();
        var footer = new LogFooter(pool);
        var scan = new LogScan(device, new LogReplayVisitor(replay), options.ChecksBodies, footer);
        var found = scan.Run(LogDirectory.NumbersOn(device));
        if (found.Damage.Count > 0)
            throw new LogDamageException(found.Damage);
        var known = new LogDirectory(device);
        try
        {
            var last = known.Continue(found, footer, scan.LogId ?? options.Random.NextInt64(), options.FileOctets);
            var log = new Log(device, known, last, footer, pool, options, observer);
            log.files.Start();
            log.committer.Start();
            return log;
        }
        catch
        {
            known.Dispose();
            throw;
        }
    }

    /// <summary>Behind the last record.</summary>
    public LogPosition End => tail.End;

    /// <summary>Everything before this is durable.</summary>
    public LogPosition DurableEnd => progress.DurableEnd;

    /// <summary>True when so much waits to be written that writers had better wait.</summary>
    public bool IsCongested => tail.WaitingOctets > options.CongestionOctets;

    /// <summary>From a record's start to its end, which is where the next one of its file begins.</summary>
    /// <param name="payloadLength">Octets of its index and body together.</param>
    public static long RecordOctets(int payloadLength) => LogRecordHeader.RecordLength(payloadLength);

    /// <summary>Adds a record. It is durable when the observer is told of <paramref name="end"/> or a later position.</summary>
    /// <param name="record">All of it is copied before the call returns.</param>
    /// <param name="end">The log's end behind the record.</param>
    /// <returns>Where the record begins, in front of its header.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The type is the log's own, or the payload too long.</exception>
    /// <exception cref="ArgumentException">There are ranges and no store.</exception>
    /// <exception cref="LogFailedException">The log has failed before.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public LogPosition Append(in LogAppend record, out LogPosition end)
    {
        if (LogRecordHeader.IsLogsOwn(record.Type))
            throw new ArgumentOutOfRangeException(nameof(record), record.Type, "The type is the log's own.");
        if (!record.Body.IsEmpty && record.Store is null)
            throw new ArgumentException("There is no store that the ranges lie in.", nameof(record));
        var length = record.PayloadLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxPayloadOctets, nameof(record));
        // The sum over the payload is made outside the tail's lock.
        return tail.Append(record, (int)length, record.Checksum(), out end);
    }

    /// <summary>
    /// Reads octets of durable records, without a check: for a part of a record whose content the owner checks itself.
    /// </summary>
    /// <exception cref="IOException">The device failed, or the position is not in the log or not durable.</exception>
    public void Read(LogPosition position, Span<byte> destination) => reader.Read(position, destination);

    /// <summary>Reads the index and body of a durable record, and checks them.</summary>
    /// <param name="start">What <see cref="Append"/> returned.</param>
    /// <param name="buffer">Where to; replaced by a longer one when it is too short.</param>
    /// <returns>The index and the body behind it, in the buffer.</returns>
    /// <exception cref="IOException">The device failed, or the position is not in the log or not durable.</exception>
    /// <exception cref="LogDamageException">What stands there isn't what was appended.</exception>
    public ReadOnlySpan<byte> ReadRecord(LogPosition start, ref byte[] buffer) => reader.ReadRecord(start, ref buffer);

    /// <summary>Reads the durable records of a region, in order, and checks each before it is handed on.</summary>
    /// <param name="from">Where a record begins.</param>
    /// <param name="to">Where a record of the same file ends.</param>
    /// <param name="buffer">
    /// Where to. Read in one call when it is as long as the region; replaced by a longer one when it is shorter than a record.
    /// </param>
    /// <param name="receiver">Called on this thread. It has seen the records before one that can't be read.</param>
    /// <returns>Records handed on; the log's own are not among them.</returns>
    /// <exception cref="ArgumentException">That is no region of one file.</exception>
    /// <exception cref="IOException">The device failed, or the region is not, or no longer, in the log, or not durable.</exception>
    /// <exception cref="LogDamageException">What stands there isn't what was appended.</exception>
    public int ReadRecords(LogPosition from, LogPosition to, ref byte[] buffer, ILogRecords receiver) =>
        reader.ReadRecords(from, to, ref buffer, receiver);

    /// <summary>Counts what the owner needs of a record; thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The position's file is not in the log.</exception>
    public void AddLive(LogPosition position, int count, long octets) => directory.Get(position).ChangeLive(count, octets);

    /// <summary>Counts what the owner no longer needs of a record; thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The position's file is not in the log, or more was removed than added.</exception>
    public void RemoveLive(LogPosition position, int count, long octets) => directory.Get(position).ChangeLive(-count, -octets);

    /// <summary>Every file, ascending.</summary>
    public IReadOnlyList<LogFileStatistics> Statistics() => directory.Statistics();

    /// <summary>
    /// Gives up a sealed file. It can't be read any more at once; it is removed when that is durable, together with all that
    /// was appended before.
    /// </summary>
    /// <exception cref="InvalidOperationException">It isn't in the log, is not sealed, or holds something live.</exception>
    /// <exception cref="LogFailedException">The log has failed before.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Delete(int number) => tail.Delete(number);

    /// <summary>Writes and syncs what was appended, and ends. Not to be called by the observer.</summary>
    public void Dispose()
    {
        if (!tail.Close())
            return;
        committer.Dispose();
        files.Dispose();
        directory.Dispose();
    }
}
