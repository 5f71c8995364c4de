using Mailroom.Messaging.Events;

namespace Mailroom.Api.Tests;

/// <summary>What a bot would tell.</summary>
internal static class Attempts
{
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static AttemptStarted Started(Guid id, int attempt = 1) =>
        new() { Id = Name(id, attempt, "started"), CorrelationId = id.ToString(), Time = At(attempt, 0), MessageId = id, Attempt = attempt, Bot = "bot" };

    public static MailSent Sent(Guid id, int attempt = 1) =>
        new() { Id = Name(id, attempt, "sent"), CorrelationId = id.ToString(), Time = At(attempt, 1), MessageId = id, Attempt = attempt, Reply = "250 2.0.0 taken" };

    public static MailFailed Failed(Guid id, int attempt = 1) =>
        new() { Id = Name(id, attempt, "failed"), CorrelationId = id.ToString(), Time = At(attempt, 1), MessageId = id, Attempt = attempt, Reason = "550 5.1.1 nobody" };

    public static MailDeferred Deferred(Guid id, int attempt = 1) =>
        new()
        {
            Id = Name(id, attempt, "deferred"),
            CorrelationId = id.ToString(),
            Time = At(attempt, 1),
            MessageId = id,
            Attempt = attempt,
            Reason = "450 4.2.1 later",
            NextAttemptAt = At(attempt + 1, 0),
        };

    public static MailUncertain Uncertain(Guid id, int attempt = 1, bool isSentAgain = false) =>
        new()
        {
            Id = Name(id, attempt, "uncertain"),
            CorrelationId = id.ToString(),
            Time = At(attempt, 1),
            MessageId = id,
            Attempt = attempt,
            Reason = "The bot ended.",
            IsSentAgain = isSentAgain,
        };

    public static MailCancelled Cancelled(Guid id, int attempt = 1) =>
        new() { Id = Name(id, attempt, "cancelled"), CorrelationId = id.ToString(), Time = At(attempt, 1), MessageId = id, Attempt = attempt };

    private static string Name(Guid id, int attempt, string kind) => $"{id:N}-{attempt}-{kind}";

    private static DateTimeOffset At(int attempt, int second) => Begin.AddMinutes(attempt).AddSeconds(second);
}
