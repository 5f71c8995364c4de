namespace Mailroom.Mail.Composing;

/// <summary>A mail as its author means it.</summary>
public sealed record MailDraft
{
    /// <summary>Without angle brackets. Fixed by the caller before the first attempt, so that a mail sent twice can be told.</summary>
    public required string MessageId { get; init; }

    public required MailAddress From { get; init; }

    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<MailAddress> To { get; init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>Get the mail, and are not named in it.</summary>
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];

    public required DateTimeOffset Date { get; init; }

    public string Subject { get; init; } = "";

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Further fields. Those that have a property here, or that say what the parts are, are not allowed.</summary>
    public IReadOnlyList<MailField> Fields { get; init; } = [];

    /// <summary>Message-ID of the mail that this one answers, without angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Message-IDs without angle brackets, the oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Where failures are reported to; the author where this is null.</summary>
    public string? ReturnPath { get; init; }
}
