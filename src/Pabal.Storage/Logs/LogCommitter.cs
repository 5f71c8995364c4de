namespace Pabal.Storage;

/// <summary>The thread that writes and syncs a log. While it syncs, the next batch gathers; there is no timer.</summary>
internal sealed class LogCommitter : IDisposable
{
    private readonly Log log;
    private readonly LogDirectory directory;
    private readonly bool syncsDevice;
    private readonly ILogObserver observer;
    private readonly AutoResetEvent work = new(initialState: false);
    private readonly Thread thread;
    private LogFailedException? failure;
    private long durableEnd;
    private volatile bool stopping;

    public LogCommitter(Log log, LogDirectory directory, bool syncsDevice, LogPosition end, ILogObserver observer)
    {
        this.log = log;
        this.directory = directory;
        this.syncsDevice = syncsDevice;
        this.observer = observer;
        durableEnd = end.Value;
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log" };
        thread.Start();
    }

    public LogPosition DurableEnd => new(Volatile.Read(ref durableEnd));

    public void Wake() => work.Set();

    /// <exception cref="LogFailedException">The device has failed.</exception>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is { } known)
            throw new LogFailedException(known.Message, known);
    }

    public void Dispose()
    {
        stopping = true;
        work.Set();
        thread.Join();
        work.Dispose();
    }

    private void Run()
    {
        var spare = new List<LogBlock>();
        while (failure is null)
        {
            var blocks = log.Take(spare);
            if (blocks.Count > 0)
                Commit(blocks);
            else if (stopping)
                return;
            else
                work.WaitOne();
            blocks.Clear();
            spare = blocks;
        }
    }

    // A failure of the device is final: after a failed sync nobody knows what it holds, and a retry may report success.
    private void Commit(List<LogBlock> blocks)
    {
        try
        {
            var end = Write(blocks);
            Volatile.Write(ref durableEnd, end.Value);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            var failed = new LogFailedException($"the log can't be written: {cause.Message}", cause);
            Volatile.Write(ref failure, failed);
            observer.OnFailed(failed);
            return;
        }
        observer.OnDurable(DurableEnd);
    }

    private LogPosition Write(List<LogBlock> blocks)
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
            // A file is durable to its end before the next one begins: a crash can only leave a prefix.
            if (syncsDevice && (block.EndsFile || i == blocks.Count - 1))
                file.Handle.Sync();
            log.Return(block);
        }
        return end;
    }
}
