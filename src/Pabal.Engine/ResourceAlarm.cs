namespace Pabal.Engine;

/// <summary>Says when publishers have to wait, and for what.</summary>
/// <remarks>Thread-safe. <c>gate</c> guards the changes.</remarks>
public sealed class ResourceAlarm
{
    private readonly Lock gate = new();
    private TaskCompletionSource? cleared;
    private volatile ScarceResources scarce;
    private volatile bool isMemoryExhausted;

    /// <summary>Called when something has become scarce or is no longer so, on a thread of its own; see <see cref="Scarce"/>.</summary>
    public event EventHandler? Changed;

    /// <summary>What publishers wait for.</summary>
    public ScarceResources Scarce => scarce;

    /// <summary>True when half as much memory again is used as raises the alarm: what is not finished can't go on either.</summary>
    public bool IsMemoryExhausted
    {
        get => isMemoryExhausted;
        internal set => isMemoryExhausted = value;
    }

    public bool IsRaised => scarce != ScarceResources.None;

    /// <summary>Completes when nothing is scarce; at once when nothing is.</summary>
    public Task WhenCleared() => Volatile.Read(ref cleared)?.Task ?? Task.CompletedTask;

    internal void Set(ScarceResources resource, bool isScarce)
    {
        lock (gate)
        {
            var now = isScarce ? scarce | resource : scarce & ~resource;
            // Another thread may have said the same a moment ago.
            if (now == scarce)
                return;
            cleared ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            scarce = now;
            if (now == ScarceResources.None)
            {
                cleared.SetResult();
                cleared = null;
            }
            // The caller may hold a lock: subscribers run elsewhere.
            ThreadPool.UnsafeQueueUserWorkItem(
                static alarm => alarm.Changed?.Invoke(alarm, EventArgs.Empty), this, preferLocal: false);
        }
    }
}
