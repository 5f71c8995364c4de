namespace Mailroom.Api.Data;

/// <summary>Something that happened to a message, or a mail that came. All of them together are what listeners are told.</summary>
internal sealed class TimelineEntry
{
    public long Id { get; init; }

    /// <summary>
    /// PostgreSQL's transaction id, so that listeners miss nothing that is committed late; 0 on SQLite, where commits have the order
    /// of ids.
    /// </summary>
    public long TransactionId { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ReceivedId { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="TimelineKind"/>.</summary>
    public required string Kind { get; init; }

    public int? Attempt { get; init; }

    public string? Detail { get; init; }

    /// <summary>The message's, after this.</summary>
    public MessageState? State { get; init; }
}
