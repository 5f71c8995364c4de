namespace Mailroom.Mail.Listening;

/// <summary>Ends a step that takes too long, or that the listener's stop overtakes. Used by one session.</summary>
internal sealed class StepDeadline : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration stop;

    public StepDeadline(TimeProvider time, CancellationToken stopping)
    {
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        stop = stopping.UnsafeRegister(state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    /// <summary>A step was cut off; none may follow.</summary>
    public bool IsOver => source.IsCancellationRequested;

    /// <summary>Begins a step, and with that ends the one before.</summary>
    public CancellationToken Start(TimeSpan limit)
    {
        source.CancelAfter(limit);
        return source.Token;
    }

    /// <summary>Waits for nothing from the client now.</summary>
    public void Pause() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        stop.Dispose();
        source.Dispose();
    }
}
