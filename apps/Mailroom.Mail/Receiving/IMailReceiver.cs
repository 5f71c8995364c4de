namespace Mailroom.Mail.Receiving;

/// <summary>A source of incoming mail.</summary>
public interface IMailReceiver
{
    /// <summary>Receives until cancelled, and returns when no handler is running any more.</summary>
    Task RunAsync(IMailHandler handler, CancellationToken cancellation);
}
