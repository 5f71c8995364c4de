namespace Mailroom.Messaging.Events;

/// <summary>The mail server has taken the mail.</summary>
public sealed record MailSent : AttemptEvent
{
    internal const string Type = "attempt.sent";

    /// <summary>The server's words.</summary>
    public required string Reply { get; init; }

    /// <summary>Recipients that the server refused for good, with its words, while it took the mail for others.</summary>
    public IReadOnlyList<RefusedRecipient> Refused { get; init; } = [];

    internal override string Kind => Type;
}
