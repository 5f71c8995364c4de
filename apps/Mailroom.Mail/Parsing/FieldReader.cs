using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Mailroom.Mail.Parsing;

/// <summary>Reads a mail's header. A field that makes no sense is left empty, and stays in the list of all fields.</summary>
internal sealed class FieldReader(
    MimeMessage message, ParserOptions parsing, Charsets charsets, Encoding encoding, MailParserOptions options, ISet<MailDefect> defects)
{
    public ParsedMail Read() => new()
    {
        MessageId = Ids(HeaderId.MessageId) is [var id, ..] ? id : null,
        Subject = First(HeaderId.Subject) is { } subject ? Text(subject) : "",
        From = Addresses(HeaderId.From),
        ReplyTo = Addresses(HeaderId.ReplyTo),
        To = Addresses(HeaderId.To),
        Cc = Addresses(HeaderId.Cc),
        Date = First(HeaderId.Date) is { } date && DateUtils.TryParse(date.RawValue, out var value) ? value : null,
        InReplyTo = Ids(HeaderId.InReplyTo),
        References = Ids(HeaderId.References),
        Fields = [.. message.Headers.Select(header => new MailField(Texts.Clean(header.Field), Text(header)))],
    };

    private Header? First(HeaderId id) => message.Headers.FirstOrDefault(header => header.Id == id);

    private string Text(Header header)
    {
        // Japanese mail of old has escape sequences in its header, and says nothing of them.
        var value = header.RawValue.AsSpan().IndexOf((byte)0x1b) >= 0
            ? charsets.Decode(header.RawValue, declared: null, encoding, out _)
            : header.GetValue(encoding);
        return Texts.Clean(value.ReplaceLineEndings("").Trim());
    }

    private List<string> Ids(HeaderId id)
    {
        if (First(id) is not { } header)
            return [];
        var ids = MimeUtils.EnumerateReferences(header.RawValue, 0, header.RawValue.Length)
            .Take(options.MaxListItems + 1).Select(Texts.Clean).ToList();
        return Limited(ids);
    }

    // A mail may break the rules and have a field twice: all of them count.
    private List<MailAddress> Addresses(HeaderId id)
    {
        var addresses = new List<MailAddress>();
        foreach (var header in message.Headers.Where(header => header.Id == id))
        {
            if (InternetAddressList.TryParse(parsing, AsUtf8(header.RawValue), out var list))
                addresses.AddRange(list.Mailboxes.Take(options.MaxListItems + 1).Select(ToAddress));
        }
        return Limited(addresses);
    }

    // Octets of Japanese characters can look like the marks between addresses.
    private byte[] AsUtf8(byte[] value)
    {
        var guessed = charsets.Guess(value, encoding);
        return guessed is UTF8Encoding ? value : Encoding.Convert(guessed, Encoding.UTF8, value);
    }

    private static MailAddress ToAddress(MailboxAddress mailbox) =>
        new(string.IsNullOrEmpty(mailbox.Name) ? null : Texts.Clean(mailbox.Name), Texts.Clean(mailbox.Address));

    private List<T> Limited<T>(List<T> items)
    {
        if (items.Count <= options.MaxListItems)
            return items;
        defects.Add(MailDefect.ListCut);
        return items[..options.MaxListItems];
    }
}
