using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Ledgers;

/// <summary>How an attempt ended, as it is told to the API, as often as it takes.</summary>
/// <param name="Outcome">Published when the ledger has it.</param>
/// <param name="NextWait">Until the next attempt; null when there is none.</param>
/// <param name="Recipients">Of the next attempt, when it is not for all.</param>
internal sealed record AttemptEnd(AttemptEvent Outcome, TimeSpan? NextWait = null, IReadOnlyList<string>? Recipients = null)
{
    public AttemptState State => Outcome switch
    {
        MailSent => AttemptState.Sent,
        MailDeferred => AttemptState.Deferred,
        MailFailed => AttemptState.Failed,
        MailUncertain => AttemptState.Uncertain,
        MailCancelled => AttemptState.Cancelled,
        _ => throw new InvalidOperationException($"{Outcome.RoutingKey} ends no attempt."),
    };

    /// <summary>The same end when no further attempt may follow.</summary>
    /// <param name="mayBeSent">An earlier attempt may have sent the mail, so that nobody can say that it was not.</param>
    public AttemptEnd WithoutNext(bool mayBeSent) => NextWait is null
        ? this
        : new AttemptEnd(Outcome switch
        {
            MailUncertain uncertain => uncertain with { IsSentAgain = false },
            MailSent sent => sent with { Refused = [.. sent.Refused, .. (Recipients ?? []).Select(NotTried)] },
            _ when mayBeSent => Uncertain(),
            _ => Cancelled(),
        });

    private MailCancelled Cancelled() => new()
    {
        Id = EventIds.For(new AttemptKey(Outcome.MessageId, Outcome.Attempt), "cancelled"),
        CorrelationId = Outcome.CorrelationId,
        Time = Outcome.Time,
        MessageId = Outcome.MessageId,
        Attempt = Outcome.Attempt,
    };

    private MailUncertain Uncertain() => new()
    {
        Id = EventIds.For(new AttemptKey(Outcome.MessageId, Outcome.Attempt), "uncertain"),
        CorrelationId = Outcome.CorrelationId,
        Time = Outcome.Time,
        MessageId = Outcome.MessageId,
        Attempt = Outcome.Attempt,
        Reason = "Cancelled; this attempt has not sent it, but an earlier one may have.",
        IsSentAgain = false,
    };

    private static RefusedRecipient NotTried(string recipient) => new(recipient, "put off, then cancelled");
}
