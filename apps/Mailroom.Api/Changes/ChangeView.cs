using Mailroom.Api.Data;

namespace Mailroom.Api.Changes;

/// <summary>What listeners are told.</summary>
internal sealed record ChangeView
{
    /// <summary>Of the message, or of the mail that came.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>As in the message's timeline.</summary>
    public required string Kind { get; init; }

    /// <summary>The message's, after this.</summary>
    public MessageState? State { get; init; }

    public int? Attempt { get; init; }

    public string? Detail { get; init; }

    public static ChangeView OfMessage(TimelineEntry entry) => Of(entry, entry.MessageId!.Value);

    public static ChangeView OfReceived(TimelineEntry entry) => Of(entry, entry.ReceivedId!.Value) with { State = null };

    private static ChangeView Of(TimelineEntry entry, Guid id) => new()
    {
        Id = id,
        Time = entry.Time,
        Kind = entry.Kind,
        State = entry.State,
        Attempt = entry.Attempt,
        Detail = entry.Detail,
    };
}
