using Mailroom.Api.Data;
using Mailroom.Mail;

namespace Mailroom.Api.Http;

/// <summary>A message with all that is known of it.</summary>
internal sealed record MessageView
{
    public required Guid Id { get; init; }

    public required MessageState State { get; init; }

    public required MailAddress From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required IReadOnlyList<MailAddress> Cc { get; init; }

    public required IReadOnlyList<MailAddress> Bcc { get; init; }

    public required IReadOnlyList<MailAddress> ReplyTo { get; init; }

    public required string Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public required IReadOnlyList<AttachmentInfo> Attachments { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Id of the received mail that it answers.</summary>
    public Guid? InReplyTo { get; init; }

    /// <summary>The Message-ID that it is sent with, without angle brackets.</summary>
    public required string MailId { get; init; }

    /// <summary>Octets of the mail as it is sent.</summary>
    public required int Size { get; init; }

    /// <summary>The latest attempt that is known of, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What the mail server said last, or what went wrong.</summary>
    public string? Detail { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What happened to it, the oldest first.</summary>
    public required IReadOnlyList<TimelineView> Timeline { get; init; }

    public static MessageView Of(Message message, MessageBody body, IEnumerable<TimelineEntry> timeline) => new()
    {
        Id = message.Id,
        State = message.State,
        From = message.From,
        To = message.To,
        Cc = message.Cc,
        Bcc = message.Bcc,
        ReplyTo = message.ReplyTo,
        Subject = message.Subject,
        Text = body.Text,
        Html = body.Html,
        Attachments = message.Attachments,
        Headers = message.Headers,
        InReplyTo = message.InReplyTo,
        MailId = message.MailId,
        Size = message.Size,
        Attempt = message.Attempt,
        Detail = message.Detail,
        SendAt = message.SendAt,
        CreatedAt = message.CreatedAt,
        UpdatedAt = message.UpdatedAt,
        Timeline = [.. timeline.Select(TimelineView.Of)],
    };

    /// <summary>The message as it was when it had just been accepted: what the same request is answered each time.</summary>
    public static MessageView OfNew(Message message, MessageBody body)
    {
        var kind = message.FirstState == MessageState.Scheduled ? TimelineKind.Scheduled : TimelineKind.Accepted;
        return Of(message, body, []) with
        {
            State = message.FirstState,
            Attempt = 1,
            Detail = null,
            UpdatedAt = message.CreatedAt,
            Timeline = [new TimelineView { Time = message.CreatedAt, Kind = kind }],
        };
    }
}
