namespace Pabal.Engine;

/// <summary>Says when messages take so much memory that publishers have to wait.</summary>
/// <remarks>Thread-safe. It is raised at the limit and cleared well below it, so that it doesn't flicker.</remarks>
public sealed class MemoryAlarm
{
    private readonly Lock gate = new();
    private readonly long limit;
    private TaskCompletionSource? cleared;

    /// <param name="limit">Octets.</param>
    public MemoryAlarm(long limit) => this.limit = limit;

    /// <summary>Called when the alarm is raised or cleared, on a thread of its own; see <see cref="IsRaised"/>.</summary>
    public event EventHandler? Changed;

    public bool IsRaised => Volatile.Read(ref cleared) is not null;

    /// <summary>Completes when the alarm is cleared; at once when it isn't raised.</summary>
    public Task WhenCleared() => Volatile.Read(ref cleared)?.Task ?? Task.CompletedTask;

    internal void Observe(long bytesInUse)
    {
        if (IsAsItShouldBe(bytesInUse))
            return;
        lock (gate)
        {
            // Another thread may have said the same a moment ago.
            if (IsAsItShouldBe(bytesInUse))
                return;
            var raise = cleared is null;
            cleared?.SetResult();
            cleared = raise ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            // The caller holds the store's lock: subscribers run elsewhere.
            ThreadPool.UnsafeQueueUserWorkItem(
                static alarm => alarm.Changed?.Invoke(alarm, EventArgs.Empty), this, preferLocal: false);
        }
    }

    private bool IsAsItShouldBe(long bytesInUse) => IsRaised ? bytesInUse >= limit / 10 * 9 : bytesInUse < limit;
}
