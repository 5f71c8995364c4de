namespace Mailroom.Messaging.Events;

/// <summary>The bot has received a mail. It is not looked into: the API does that.</summary>
public sealed record MailReceived : MailroomEvent
{
    internal const string Type = "mail.received";

    /// <summary>Where from, as configured: an IMAP account, or "smtp".</summary>
    public required string Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What the delivering server said; null where the source doesn't know it.</summary>
    public string? EnvelopeFrom { get; init; }

    /// <summary>What the delivering server said; empty where the source doesn't know it.</summary>
    public IReadOnlyList<string> EnvelopeTo { get; init; } = [];

    /// <summary>The whole mail as it came.</summary>
    public required byte[] Content { get; init; }

    internal override string Kind => Type;

    public override string ToString() => $"{Type} {Id}";
}
