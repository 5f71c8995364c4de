using Mailroom.Bot.Ledgers;
using Mailroom.Mail.Sending;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Sending;

/// <summary>What follows from the end of an attempt.</summary>
internal sealed class AttemptRules(RetryLadder ladder, UncertainPolicy policy, TimeProvider time)
{
    private const int LongestReason = 2000;

    public AttemptEnd Judge(SendMail command, SendResult result)
    {
        var attempt = new AttemptKey(command.MessageId, command.Attempt);
        return result.Outcome switch
        {
            SendOutcome.Accepted => Sent(command, result),
            SendOutcome.PermanentFailure => Failed(command, Describe(result)),
            SendOutcome.Uncertain => Unknown(attempt, command.FirstAttempt, Describe(result)),
            _ => Deferred(command, Describe(result)),
        };
    }

    /// <summary>Nobody knows whether the attempt has sent the mail.</summary>
    public AttemptEnd Unknown(AttemptKey key, int firstAttempt, string reason)
    {
        var wait = policy == UncertainPolicy.SendAgain ? ladder.WaitAfter(key.Attempt - firstAttempt + 1) : null;
        return new AttemptEnd(
            new MailUncertain
            {
                Id = EventIds.For(key, "uncertain"),
                CorrelationId = key.MessageId.ToString(),
                Time = time.GetUtcNow(),
                MessageId = key.MessageId,
                Attempt = key.Attempt,
                Reason = reason,
                IsSentAgain = wait is not null,
            },
            wait);
    }

    private AttemptEnd Sent(SendMail command, SendResult result)
    {
        var refused = new List<RefusedRecipient>();
        var putOff = new List<RefusedRecipient>();
        foreach (var (recipient, reply) in result.Recipients)
        {
            if (reply.Code >= 400)
                (reply.Code >= 500 ? refused : putOff).Add(new RefusedRecipient(recipient, reply.ToString()));
        }
        var wait = putOff.Count > 0 ? WaitAfter(command) : null;
        if (wait is null)
            refused.AddRange(putOff);
        return new AttemptEnd(
            Sent(command, Describe(result), refused), wait, wait is null ? null : putOff.ConvertAll(recipient => recipient.Address));
    }

    private AttemptEnd Deferred(SendMail command, string reason)
    {
        if (WaitAfter(command) is not { } wait)
            return Failed(command, $"{reason} (after {ladder.MaxAttempts} attempts)");
        var key = new AttemptKey(command.MessageId, command.Attempt);
        var now = time.GetUtcNow();
        return new AttemptEnd(
            new MailDeferred
            {
                Id = EventIds.For(key, "deferred"),
                CorrelationId = command.CorrelationId,
                Time = now,
                MessageId = command.MessageId,
                Attempt = command.Attempt,
                Reason = reason,
                NextAttemptAt = now + wait,
            },
            wait);
    }

    private AttemptEnd Failed(SendMail command, string reason)
    {
        // The mail as a whole has been sent: who didn't get it is what there is to say.
        if (command.IsRemainder)
            return new AttemptEnd(Sent(command, reason, [.. command.Recipients.Select(to => new RefusedRecipient(to, reason))]));
        return new AttemptEnd(new MailFailed
        {
            Id = EventIds.For(new AttemptKey(command.MessageId, command.Attempt), "failed"),
            CorrelationId = command.CorrelationId,
            Time = time.GetUtcNow(),
            MessageId = command.MessageId,
            Attempt = command.Attempt,
            Reason = reason,
        });
    }

    private MailSent Sent(SendMail command, string reply, IReadOnlyList<RefusedRecipient> refused) => new()
    {
        Id = EventIds.For(new AttemptKey(command.MessageId, command.Attempt), "sent"),
        CorrelationId = command.CorrelationId,
        Time = time.GetUtcNow(),
        MessageId = command.MessageId,
        Attempt = command.Attempt,
        Reply = reply,
        Refused = refused,
    };

    private TimeSpan? WaitAfter(SendMail command) => ladder.WaitAfter(command.Attempt - command.FirstAttempt + 1);

    private static string Describe(SendResult result)
    {
        var text = result.Reply?.ToString() ?? result.Problem ?? result.Outcome.ToString();
        return text.Length <= LongestReason ? text : text[..LongestReason];
    }
}
