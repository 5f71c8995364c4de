using Mailroom.Api.Data;
using Mailroom.Mail;

namespace Mailroom.Api.Http;

/// <summary>A message as lists show it.</summary>
internal sealed record MessageSummary
{
    public required Guid Id { get; init; }

    public required MessageState State { get; init; }

    public required MailAddress From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required IReadOnlyList<MailAddress> Cc { get; init; }

    public required IReadOnlyList<MailAddress> Bcc { get; init; }

    public required string Subject { get; init; }

    /// <summary>The latest attempt that is known of, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What the mail server said last, or what went wrong.</summary>
    public string? Detail { get; init; }

    public required int AttachmentCount { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static MessageSummary Of(Message message) => new()
    {
        Id = message.Id,
        State = message.State,
        From = message.From,
        To = message.To,
        Cc = message.Cc,
        Bcc = message.Bcc,
        Subject = message.Subject,
        Attempt = message.Attempt,
        Detail = message.Detail,
        AttachmentCount = message.Attachments.Count,
        SendAt = message.SendAt,
        CreatedAt = message.CreatedAt,
        UpdatedAt = message.UpdatedAt,
    };
}
