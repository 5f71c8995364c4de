using Mailroom.Mail.Receiving;

namespace Mailroom.Coupling.MailServer;

/// <summary>Takes every mail, after a while.</summary>
internal sealed class SlowMailbox(TimeSpan delay, MailLog log) : IMailHandler
{
    public async Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        await Task.Delay(delay, cancellation);
        // Before the reply: what the log lacks was never acknowledged.
        log.Add(mail.Envelope!.Recipients[0]);
        return MailVerdict.Stored;
    }
}
