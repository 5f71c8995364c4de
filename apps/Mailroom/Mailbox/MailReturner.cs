using Mailroom.Mail.Receiving;
using Mailroom.Mail.Sending;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mailbox;

/// <summary>Sends each mail on, while its client waits: nothing is acknowledged that is not kept elsewhere.</summary>
internal sealed partial class MailReturner(IMailSender sender, Postponement postponement, ILogger logger) : IMailHandler
{
    public async Task<MailVerdict> HandleAsync(ReceivedMail mail, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Envelope is not { } envelope)
            return MailVerdict.Refused("A mail without an envelope can't be returned");
        var content = await mail.ReadAllAsync(cancellation);
        if (postponement.Applies(envelope, content))
            return MailVerdict.TryLater("Mail to later@ is taken at the third attempt");
        var result = await sender.SendAsync(new OutgoingMail(envelope, content), cancellation);
        var words = result.Reply?.ToString() ?? result.Problem ?? result.Outcome.ToString();
        switch (result.Outcome)
        {
            case SendOutcome.Accepted:
                return MailVerdict.Stored;
            case SendOutcome.PermanentFailure:
                return MailVerdict.Refused(words);
            default:
                LogNotReturned(words);
                return MailVerdict.TryLater(words);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A mail could not be returned now: {Problem}")]
    private partial void LogNotReturned(string problem);
}
