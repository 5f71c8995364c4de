namespace Mailroom.Coupling.Old;

/// <summary>A mail as the API was asked to send it.</summary>
internal sealed class Message
{
    public Guid Id { get; init; }

    public int AccountId { get; init; }

    public required string Recipient { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string State { get; set; }

    public string? Reply { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }
}
