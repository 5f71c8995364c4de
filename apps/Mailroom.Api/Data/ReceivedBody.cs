using Mailroom.Mail;

namespace Mailroom.Api.Data;

/// <summary>The large parts of a mail that came.</summary>
internal sealed class ReceivedBody
{
    public required Guid Id { get; init; }

    /// <summary>Subject, addresses and text in lower case.</summary>
    public required string Search { get; init; }

    public required IReadOnlyList<string> InReplyTo { get; init; }

    public required IReadOnlyList<string> References { get; init; }

    public required IReadOnlyList<MailField> Headers { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    /// <summary>The mail as it came.</summary>
    public required byte[] Content { get; init; }
}
