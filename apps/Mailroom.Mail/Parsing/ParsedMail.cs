namespace Mailroom.Mail.Parsing;

/// <summary>What a mail says. Texts hold no NUL; anything else in them may be hostile.</summary>
public sealed record ParsedMail
{
    /// <summary>Without angle brackets.</summary>
    public string? MessageId { get; init; }

    public string Subject { get; init; } = "";

    public IReadOnlyList<MailAddress> From { get; init; } = [];

    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<MailAddress> To { get; init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    /// <summary>As its sender claims.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Message-IDs without angle brackets.</summary>
    public IReadOnlyList<string> InReplyTo { get; init; } = [];

    /// <summary>Message-IDs without angle brackets, the oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>All fields of the header, in their order.</summary>
    public IReadOnlyList<MailField> Fields { get; init; } = [];

    public IReadOnlySet<MailDefect> Defects { get; init; } = new HashSet<MailDefect>();
}
