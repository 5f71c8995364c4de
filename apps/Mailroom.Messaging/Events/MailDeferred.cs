namespace Mailroom.Messaging.Events;

/// <summary>An attempt failed that may succeed later; the next one is on its way through the broker.</summary>
public sealed record MailDeferred : AttemptEvent
{
    internal const string Type = "attempt.deferred";

    /// <summary>The server's words, or what failed before it had any.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset NextAttemptAt { get; init; }

    internal override string Kind => Type;
}
