using Mailroom.Api.Data;
using Mailroom.Mail;

namespace Mailroom.Api.Http;

/// <summary>A mail that came, as lists show it.</summary>
internal sealed record ReceivedSummary
{
    public required Guid Id { get; init; }

    /// <summary>Where from, as the bot is configured: an IMAP account, or smtp.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required IReadOnlyList<MailAddress> From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required string Subject { get; init; }

    public required int AttachmentCount { get; init; }

    public required int Size { get; init; }

    /// <summary>Id of the message that it answers, or that it is.</summary>
    public Guid? MessageId { get; init; }

    public static ReceivedSummary Of(ReceivedMessage received) => new()
    {
        Id = received.Id,
        Source = received.Source,
        ReceivedAt = received.ReceivedAt,
        From = received.From,
        To = received.To,
        Subject = received.Subject,
        AttachmentCount = received.Attachments.Count,
        Size = received.Size,
        MessageId = received.MessageId,
    };
}
