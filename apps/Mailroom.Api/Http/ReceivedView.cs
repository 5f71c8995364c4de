using Mailroom.Api.Data;
using Mailroom.Mail;

namespace Mailroom.Api.Http;

/// <summary>A mail that came, decoded. All of it is a stranger's: the HTML text may do anything where it is shown as it is.</summary>
internal sealed record ReceivedView
{
    public required Guid Id { get; init; }

    /// <summary>Where from, as the bot is configured: an IMAP account, or smtp.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Who the delivering server said it was from.</summary>
    public string? EnvelopeFrom { get; init; }

    /// <summary>Who the delivering server said it was for.</summary>
    public required IReadOnlyList<string> EnvelopeTo { get; init; }

    /// <summary>Its Message-ID, without angle brackets.</summary>
    public string? MailId { get; init; }

    /// <summary>Id of the message that it answers, or that it is.</summary>
    public Guid? MessageId { get; init; }

    public required IReadOnlyList<MailAddress> From { get; init; }

    public required IReadOnlyList<MailAddress> ReplyTo { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required IReadOnlyList<MailAddress> Cc { get; init; }

    public required string Subject { get; init; }

    /// <summary>As its sender claims.</summary>
    public DateTimeOffset? Date { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public required IReadOnlyList<AttachmentInfo> Attachments { get; init; }

    /// <summary>All fields of the header, in their order.</summary>
    public required IReadOnlyList<MailField> Headers { get; init; }

    /// <summary>Message-IDs without angle brackets.</summary>
    public required IReadOnlyList<string> InReplyTo { get; init; }

    /// <summary>Message-IDs without angle brackets, the oldest first.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>What was wrong with it and worked around.</summary>
    public required IReadOnlyList<string> Defects { get; init; }

    /// <summary>Octets of the mail as it came.</summary>
    public required int Size { get; init; }

    public static ReceivedView Of(ReceivedMessage received, ReceivedBody body) => new()
    {
        Id = received.Id,
        Source = received.Source,
        ReceivedAt = received.ReceivedAt,
        EnvelopeFrom = received.EnvelopeFrom,
        EnvelopeTo = received.EnvelopeTo,
        MailId = received.MailId,
        MessageId = received.MessageId,
        From = received.From,
        ReplyTo = received.ReplyTo,
        To = received.To,
        Cc = received.Cc,
        Subject = received.Subject,
        Date = received.Date,
        Text = body.Text,
        Html = body.Html,
        Attachments = received.Attachments,
        Headers = body.Headers,
        InReplyTo = body.InReplyTo,
        References = body.References,
        Defects = received.Defects,
        Size = received.Size,
    };
}
