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
    public AttemptEnd WithoutNext() => NextWait is null
        ? this
        : new AttemptEnd(Outcome switch
        {
            MailUncertain uncertain => uncertain with { IsSentAgain = false },
            MailSent sent => sent with { Refused = [.. sent.Refused, .. (Recipients ?? []).Select(NotTried)] },
            _ => new MailCancelled
            {
                Id = EventIds.For(new AttemptKey(Outcome.MessageId, Outcome.Attempt), "cancelled"),
                CorrelationId = Outcome.CorrelationId,
                Time = Outcome.Time,
                MessageId = Outcome.MessageId,
                Attempt = Outcome.Attempt,
            },
        });

    private static RefusedRecipient NotTried(string recipient) => new(recipient, "put off, then cancelled");
}
