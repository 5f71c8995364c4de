namespace Mailroom.Messaging.Events;

/// <summary>An attempt has begun, and nobody knows how it ended: the mail may have been sent.</summary>
public sealed record MailUncertain : AttemptEvent
{
    internal const string Type = "attempt.uncertain";

    public required string Reason { get; init; }

    /// <summary>Whether the bot is configured to send it again all the same.</summary>
    public required bool IsSentAgain { get; init; }

    internal override string Kind => Type;
}
