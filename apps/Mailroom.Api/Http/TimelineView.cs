using Mailroom.Api.Data;

namespace Mailroom.Api.Http;

/// <summary>Something that happened to a message.</summary>
internal sealed record TimelineView
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// accepted, scheduled, queued, started, sent, refused, deferred, failed, uncertain, cancelling, cancelled, sent-again, received or
    /// answered.
    /// </summary>
    public required string Kind { get; init; }

    public int? Attempt { get; init; }

    public string? Detail { get; init; }

    /// <summary>Of the mail that came, where the kind is received or answered.</summary>
    public Guid? ReceivedId { get; init; }

    public static TimelineView Of(TimelineEntry entry) => new()
    {
        Time = entry.Time,
        Kind = entry.Kind,
        Attempt = entry.Attempt,
        Detail = entry.Detail,
        ReceivedId = entry.ReceivedId,
    };
}
