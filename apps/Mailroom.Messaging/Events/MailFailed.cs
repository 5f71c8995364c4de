namespace Mailroom.Messaging.Events;

/// <summary>The mail will not be sent: the server refused it for good, or too many attempts have failed.</summary>
public sealed record MailFailed : AttemptEvent
{
    internal const string Type = "attempt.failed";

    /// <summary>The server's words, or what failed before it had any.</summary>
    public required string Reason { get; init; }

    internal override string Kind => Type;
}
