namespace Mailroom.Coupling.Old;

/// <summary>A mail as the bot has sent it, for the "sent" folder.</summary>
internal sealed class SentMail
{
    public long Id { get; init; }

    public Guid MessageId { get; init; }

    public required string Recipient { get; init; }

    public required byte[] Content { get; init; }

    public DateTimeOffset SentAt { get; init; }
}
