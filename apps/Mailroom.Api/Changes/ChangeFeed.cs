using Mailroom.Api.Data;

namespace Mailroom.Api.Changes;

/// <summary>
/// Reads changes once for all who listen, and keeps the latest. A listener takes them at its own pace: one that falls behind what
/// is kept reads from the database, and costs nobody else anything. Thread-safe.
/// </summary>
internal sealed partial class ChangeFeed(Database database, ChangeLog log, ILogger<ChangeFeed> logger) : BackgroundService
{
    private const int MaxKept = 1024;

    // Changes by other processes are seen at the latest after this.
    private static readonly TimeSpan pollInterval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly List<TimelineEntry> kept = [];
    private readonly SemaphoreSlim changed = new(0, 1);
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChangePosition begin;
    private ChangePosition end;
    private bool isReading;
    private int listeners;

    /// <summary>Changes after a place.</summary>
    public ChangeReading Read(ChangePosition after)
    {
        lock (gate)
        {
            if (!isReading)
                return new ChangeReading([], more.Task, begin);
            if (after.CompareTo(begin) < 0)
                return new ChangeReading(null, null, begin);
            var found = kept.FindAll(entry => PositionOf(entry).CompareTo(after) > 0);
            return new ChangeReading(found, found.Count > 0 ? null : more.Task, begin);
        }
    }

    public static ChangePosition PositionOf(TimelineEntry entry) => new(entry.TransactionId, entry.Id);

    /// <summary>Somebody listens from now on, until the result is disposed of.</summary>
    public IDisposable Listen()
    {
        Interlocked.Increment(ref listeners);
        Wake();
        return new Listening(this);
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        database.Changed = Wake;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changed.WaitAsync(pollInterval, stoppingToken);
                if (Volatile.Read(ref listeners) > 0)
                    await ReadNewAsync(stoppingToken);
                else
                    Forget();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database may fail in many ways, and be back later.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
                await Task.Delay(pollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadNewAsync(CancellationToken cancellation)
    {
        if (!isReading)
        {
            var now = await log.EndAsync(cancellation);
            lock (gate)
            {
                (begin, end, isReading) = (now, now, true);
                Tell();
            }
        }
        IReadOnlyList<TimelineEntry> found;
        do
        {
            found = await log.ReadAsync(end, cancellation);
            if (found.Count > 0)
                Keep(found);
        }
        while (found.Count == ChangeLog.PageSize);
    }

    private void Keep(IReadOnlyList<TimelineEntry> found)
    {
        lock (gate)
        {
            kept.AddRange(found);
            end = PositionOf(found[^1]);
            if (kept.Count > MaxKept)
            {
                var surplus = kept.Count - (MaxKept / 2);
                begin = PositionOf(kept[surplus - 1]);
                kept.RemoveRange(0, surplus);
            }
            Tell();
        }
    }

    // Nobody listens, so nothing is read, and what is kept would soon have a gap.
    private void Forget()
    {
        lock (gate)
        {
            kept.Clear();
            isReading = false;
        }
    }

    private void Tell()
    {
        more.TrySetResult();
        more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Wake()
    {
        try
        {
            changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake already, or needs to be no more.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Changes could not be read and are tried again")]
    private partial void LogFailed(Exception exception);

    private sealed class Listening(ChangeFeed feed) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) == 0)
                Interlocked.Decrement(ref feed.listeners);
        }
    }
}
