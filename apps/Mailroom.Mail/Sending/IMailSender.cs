namespace Mailroom.Mail.Sending;

/// <summary>Hands mail over to a mail server.</summary>
public interface IMailSender
{
    /// <summary>Makes one attempt. What the server or the network does is in the result and never thrown.</summary>
    /// <exception cref="OperationCanceledException">
    /// Cancelled before the end of the content was sent. Later the attempt goes on until its time-out, because giving up there
    /// would leave the outcome unknown.
    /// </exception>
    Task<SendResult> SendAsync(OutgoingMail mail, CancellationToken cancellation);
}
