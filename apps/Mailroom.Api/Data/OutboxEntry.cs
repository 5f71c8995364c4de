namespace Mailroom.Api.Data;

/// <summary>An event that must reach the broker, committed together with what it tells. It is removed once the broker has it.</summary>
internal sealed class OutboxEntry
{
    public long Id { get; init; }

    /// <summary>The event as JSON; a SendMail lacks its content, which is the message's.</summary>
    public required byte[] Payload { get; init; }

    public Guid? MessageId { get; init; }

    /// <summary>Of the command to send a message; null for other events.</summary>
    public int? Attempt { get; init; }

    /// <summary>Octets that it takes in memory.</summary>
    public required int Size { get; init; }

    /// <summary>Not to be published earlier.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>
    /// Until when the relay that took it has it for itself. Null only while nobody can have published it.
    /// </summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
}
