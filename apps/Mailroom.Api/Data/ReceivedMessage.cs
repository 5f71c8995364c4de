using Mailroom.Mail;

namespace Mailroom.Api.Data;

/// <summary>A mail that came: what lists show.</summary>
internal sealed class ReceivedMessage
{
    /// <summary>Of version 7, so that ids sort by the time they were made.</summary>
    public required Guid Id { get; init; }

    /// <summary>Of the event that brought it; each is stored once.</summary>
    public required string EventId { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? EnvelopeFrom { get; init; }

    public required IReadOnlyList<string> EnvelopeTo { get; init; }

    /// <summary>As the mail names itself, without angle brackets.</summary>
    public string? MailId { get; init; }

    public required IReadOnlyList<MailAddress> From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public required IReadOnlyList<MailAddress> Cc { get; init; }

    public required IReadOnlyList<MailAddress> ReplyTo { get; init; }

    public required string Subject { get; init; }

    /// <summary>As its sender claims.</summary>
    public DateTimeOffset? Date { get; init; }

    public required IReadOnlyList<AttachmentInfo> Attachments { get; init; }

    /// <summary>What was wrong with it and worked around.</summary>
    public required IReadOnlyList<string> Defects { get; init; }

    public required int Size { get; init; }

    /// <summary>The message of ours that it answers, or that it is.</summary>
    public Guid? MessageId { get; init; }
}
