namespace Mailroom.Mail.Sending;

/// <summary>
/// What ends an attempt early: a deadline that moves with its phases, and the caller's cancellation until the end of the content goes out.
/// </summary>
internal sealed class AttemptDeadline : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private bool isDetached;

    public AttemptDeadline(TimeProvider time, CancellationToken caller)
    {
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        registration = caller.Register(source.Cancel);
    }

    public CancellationToken Token => source.Token;

    public void Allow(TimeSpan time) => source.CancelAfter(time);

    /// <summary>
    /// From here on only time ends the attempt. Where the caller was quicker, it has ended, and nothing more goes out.
    /// </summary>
    public void Detach()
    {
        if (isDetached)
            return;
        isDetached = true;
        if (!registration.Unregister() && registration.Token.IsCancellationRequested)
            source.Cancel();
    }

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
