namespace Pabal.Storage;

/// <summary>The thread that makes the next file of a log ahead of time, and removes old ones, so that commits don't wait for it.</summary>
internal sealed class LogFileWorker : IDisposable
{
    private readonly object gate = new();
    private readonly LogFileMaker maker;
    private readonly Action onFailed;
    private readonly Queue<LogFile> removals = new();
    private readonly Thread thread;
    private int wanted;
    private bool isNeeded;
    private int made;
    private IStorageFile? file;
    private Exception? failure;
    private bool stopping;

    /// <param name="maker">Used by the thread alone.</param>
    /// <param name="onFailed">Called on the thread when a file can't be removed.</param>
    public LogFileWorker(LogFileMaker maker, Action onFailed)
    {
        this.maker = maker;
        this.onFailed = onFailed;
        thread = new Thread(Run) { IsBackground = true, Name = "Pabal log files" };
    }

    public void Start() => thread.Start();

    /// <summary>Asks for a file ahead of time. Should there be no room for it now, that shows when it is taken.</summary>
    public void Prepare(int number)
    {
        lock (gate)
        {
            if (wanted >= number)
                return;
            wanted = number;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for a file, which is the caller's from then on.</summary>
    /// <exception cref="IOException">There is no room, or the device failed.</exception>
    /// <exception cref="LogFailedException">It failed before.</exception>
    public IStorageFile Take(int number)
    {
        lock (gate)
        {
            wanted = number;
            isNeeded = true;
            Monitor.PulseAll(gate);
            while (file is null)
            {
                ThrowIfFailedLocked();
                Monitor.Wait(gate);
            }
            isNeeded = false;
            var taken = file;
            file = null;
            return taken;
        }
    }

    /// <summary>Removes a file whose deletion is durable.</summary>
    public void Remove(LogFile unneeded)
    {
        lock (gate)
        {
            removals.Enqueue(unneeded);
            Monitor.PulseAll(gate);
        }
    }

    /// <exception cref="LogFailedException">A file could not be made or removed.</exception>
    public void ThrowIfFailed()
    {
        lock (gate)
            ThrowIfFailedLocked();
    }

    /// <summary>Does what is left to do, and ends the thread.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
        }
        thread.Join();
    }

    private void Run()
    {
        try
        {
            while (Next(out var number, out var unneeded))
            {
                if (unneeded is not null)
                    maker.Remove(unneeded);
                else
                    Make(number);
            }
            ClearUp();
        }
        catch (Exception cause)
        {
            lock (gate)
            {
                failure = cause;
                Monitor.PulseAll(gate);
            }
            onFailed();
        }
    }

    private bool Next(out int number, out LogFile? unneeded)
    {
        lock (gate)
        {
            while (true)
            {
                number = wanted;
                if (removals.TryDequeue(out unneeded) || (made < number && !stopping))
                    return true;
                if (stopping)
                    return false;
                Monitor.Wait(gate);
            }
        }
    }

    private void Make(int number)
    {
        IStorageFile? next = null;
        var isAhead = !IsNeeded();
        try
        {
            next = maker.Make(number);
        }
        catch (IOException) when (isAhead)
        {
            // Nothing is lost until the log has come to the file's place: tried again then.
        }
        lock (gate)
        {
            file = next;
            made = next is null ? number - 1 : number;
            if (next is null && !isNeeded)
                wanted = made;
            Monitor.PulseAll(gate);
        }
    }

    private bool IsNeeded()
    {
        lock (gate)
            return isNeeded;
    }

    private void ClearUp()
    {
        file?.Dispose();
        maker.Clear(file is null ? 0 : made);
    }

    private void ThrowIfFailedLocked()
    {
        if (failure is not null)
            throw new LogFailedException(failure.Message, failure);
    }
}
