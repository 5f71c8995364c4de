namespace Mailroom.Mail.Receiving;

/// <summary>Takes what an <see cref="IMailReceiver"/> receives. Called by several threads at the same time.</summary>
public interface IMailHandler
{
    /// <summary>
    /// Stores the mail, or says why not. Only after <see cref="MailVerdict.Stored"/> does the source count it as taken; an
    /// exception counts as <see cref="MailDisposition.TryLater"/>. The same mail may come again, because a source can fail to
    /// learn the verdict.
    /// </summary>
    /// <param name="mail">Usable until the returned task completes.</param>
    /// <param name="cancellation">Cancelled when the receiver stops and won't wait any longer.</param>
    Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation);
}
