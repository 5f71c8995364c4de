namespace Mailroom.Api.Delivery;

/// <summary>Wakes the relay. Any number of calls while it is busy wake it once. Thread-safe.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Set()
    {
        // Under load it nearly always is set, and an exception for each message would cost more than what is left to do.
        if (signal.CurrentCount > 0)
            return;
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already, or about to be.
        }
    }

    /// <summary>Waits for a call, at most for a time.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => signal.WaitAsync(longest, cancellation);

    public void Dispose() => signal.Dispose();
}
