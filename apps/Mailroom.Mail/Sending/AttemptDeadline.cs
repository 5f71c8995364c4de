namespace Mailroom.Mail.Sending;

/// <summary>
/// What ends an attempt early: a deadline that moves with its phases, and the caller's cancellation until the content is sent.
/// </summary>
internal sealed class AttemptDeadline : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private volatile bool isDetached;

    public AttemptDeadline(TimeProvider time, CancellationToken caller)
    {
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        registration = caller.Register(OnCancelled);
    }

    public CancellationToken Token => source.Token;

    public void Allow(TimeSpan time) => source.CancelAfter(time);

    /// <summary>From here on only time ends the attempt.</summary>
    public void Detach(TimeSpan time)
    {
        isDetached = true;
        source.CancelAfter(time);
    }

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }

    private void OnCancelled()
    {
        if (!isDetached)
            source.Cancel();
    }
}
