using MimeKit;

namespace Mailroom.Mail.Sending;

/// <summary>A mail in the form that MailKit sends.</summary>
internal sealed record PreparedMail(
    MimeMessage Message,
    MailboxAddress Sender,
    IReadOnlyList<(MailboxAddress Mailbox, string Recipient)> Recipients,
    FormatOptions Format,
    int Length)
{
    /// <summary>It has addresses or header fields that only a server with SMTPUTF8 takes (RFC 6531).</summary>
    public bool NeedsUtf8 => Format.International;

    /// <exception cref="FormatException">The content is no mail, or an address is none.</exception>
    public static PreparedMail From(OutgoingMail mail, CancellationToken cancellation)
    {
        if (mail.Envelope.Recipients.Count == 0)
            throw new FormatException("The mail has no recipient.");
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.International = NeedsUtf8In(mail);
        // The message reads from it until it is disposed.
        var content = new MemoryStream(mail.Content.ToArray(), writable: false);
        var message = MimeMessage.Load(content, persistent: true, cancellation);
        return new PreparedMail(
            message,
            ToMailbox(mail.Envelope.From, mayBeEmpty: true),
            [.. mail.Envelope.Recipients.Select(recipient => (ToMailbox(recipient, mayBeEmpty: false), recipient))],
            format,
            mail.Content.Length);
    }

    private static MailboxAddress ToMailbox(string address, bool mayBeEmpty)
    {
        if (address.Length == 0 && mayBeEmpty)
            return new MailboxAddress("", "");
        // The library reads comments and more; what goes into a command may hold none of it.
        foreach (var c in address)
        {
            if (c is <= ' ' or '<' or '>' or '\u007f')
                throw new FormatException("An address holds a character that no address may have.");
        }
        return MailboxAddress.TryParse(address, out var parsed) && address.Contains('@', StringComparison.Ordinal)
            ? new MailboxAddress("", parsed.Address)
            : throw new FormatException($"'{address}' is no address.");
    }

    private static bool NeedsUtf8In(OutgoingMail mail) =>
        !HasPlainLocalPart(mail.Envelope.From) ||
        mail.Envelope.Recipients.Any(recipient => !HasPlainLocalPart(recipient)) ||
        HeaderOf(mail.Content.Span).IndexOfAnyInRange((byte)0x80, (byte)0xff) >= 0;

    // A domain outside ASCII has a form within it; a local part has not.
    private static bool HasPlainLocalPart(string address) =>
        System.Text.Ascii.IsValid(address.AsSpan(0, Math.Max(0, address.LastIndexOf('@'))));

    private static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\r\n\r\n"u8);
        return end < 0 ? content : content[..end];
    }
}
