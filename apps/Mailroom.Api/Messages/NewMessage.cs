using Mailroom.Mail;

namespace Mailroom.Api.Messages;

/// <summary>A mail that a client wants to be sent.</summary>
internal sealed record NewMessage
{
    /// <summary>The author; the configured one unless given.</summary>
    public MailAddress? From { get; init; }

    /// <summary>Addresses as text (a@b or Name &lt;a@b&gt;) or as {name, address}.</summary>
    public IReadOnlyList<MailAddress>? To { get; init; }

    public IReadOnlyList<MailAddress>? Cc { get; init; }

    /// <summary>Get the mail, and are not named in it.</summary>
    public IReadOnlyList<MailAddress>? Bcc { get; init; }

    public IReadOnlyList<MailAddress>? ReplyTo { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<NewAttachment>? Attachments { get; init; }

    /// <summary>Further header fields by name.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Id of the received mail that this one answers.</summary>
    public Guid? InReplyTo { get; init; }

    /// <summary>Not to be sent earlier, with an offset from UTC.</summary>
    public DateTimeOffset? SendAt { get; init; }
}
