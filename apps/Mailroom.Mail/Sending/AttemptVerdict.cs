using MailKit.Net.Smtp;
using Mailroom.Mail.Connecting;

namespace Mailroom.Mail.Sending;

/// <summary>Says what became of a mail whose attempt ended with an exception.</summary>
internal static class AttemptVerdict
{
    /// <summary>The connection stood, and the mail was on its way.</summary>
    public static SendResult OfSending(SmtpChannel channel, Exception exception)
    {
        var recipients = channel.Recipients;
        // The server's word counts, whatever became of the connection behind it.
        if (channel.Watch.Reply is { } reply)
            return new SendResult(OutcomeOf(reply), reply, recipients);
        if (channel.Watch.HasEnded)
            return new SendResult(SendOutcome.Uncertain, null, recipients, Problem.Describe(exception));
        if (channel.SenderRefusal is { } refusal)
            return OfReply(refusal, []);
        if (exception is not SmtpCommandException refused)
            return new SendResult(SendOutcome.NotSent, null, recipients, Problem.Describe(exception));
        return recipients.Length > 0 && !channel.Watch.HasBegun
            ? OfRecipients(recipients)
            : OfReply(SmtpReplyText.Parse((int)refused.StatusCode, refused.Message), recipients);
    }

    /// <summary>There was no connection to send on. That says nothing of the mail, so it may be tried again.</summary>
    public static SendResult OfConnecting(Exception exception)
    {
        var reply = exception is SmtpCommandException refused
            ? SmtpReplyText.Parse((int)refused.StatusCode, refused.Message)
            : null;
        return new SendResult(SendOutcome.NotSent, reply, [], Problem.Describe(exception));
    }

    public static SendResult OfReply(SmtpReply reply, RecipientResult[] recipients) => new(OutcomeOf(reply), reply, recipients);

    // One recipient that may be accepted later is reason enough to try again.
    private static SendResult OfRecipients(RecipientResult[] recipients)
    {
        var deciding = Array.Find(recipients, result => result.Reply.Code / 100 == 4) ?? recipients[0];
        return new SendResult(OutcomeOf(deciding.Reply), deciding.Reply, recipients);
    }

    private static SendOutcome OutcomeOf(SmtpReply reply) => (reply.Code / 100) switch
    {
        2 => SendOutcome.Accepted,
        5 => SendOutcome.PermanentFailure,
        _ => SendOutcome.TransientFailure,
    };
}
