using System.Buffers;
using System.Text;
using MimeKit;

namespace Mailroom.Mail.Parsing;

/// <summary>
/// Reads real mail, which follows no specification: whatever the octets, there is a result. May be used by many threads.
/// </summary>
public sealed class MailParser
{
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create("\";\r\n \t");

    private readonly MailParserOptions options;
    private readonly Charsets charsets;

    /// <exception cref="ArgumentException">The fallback charset is not known.</exception>
    public MailParser(MailParserOptions? options = null)
    {
        this.options = options ?? new MailParserOptions();
        charsets = new Charsets(Charsets.Find(this.options.FallbackCharset) ??
            throw new ArgumentException($"FallbackCharset '{this.options.FallbackCharset}' is not known.", nameof(options)));
    }

    public ParsedMail Parse(ReadOnlyMemory<byte> mail)
    {
        var defects = new HashSet<MailDefect>();
        if (mail.Length > options.MaxMailBytes)
        {
            mail = mail[..options.MaxMailBytes];
            defects.Add(MailDefect.MailCut);
        }
        if (!BeginsWithHeader(mail.Span))
            return AsText(mail, MailDefect.NoHeader, defects);
        var guarded = new HeaderGuard(options, defects).Filter(mail);
        try
        {
            return ParseGuarded(guarded, defects);
        }
#pragma warning disable CA1031 // No mail may stop the one who reads it, whatever the library makes of it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return AsText(mail, MailDefect.NotParsed, defects);
        }
    }

    private ParsedMail ParseGuarded(ReadOnlyMemory<byte> mail, HashSet<MailDefect> defects)
    {
        var header = HeaderOf(mail.Span);
        var hint = DeclaredIn(mail.Span[..Math.Min(mail.Length, options.MaxHeaderBytes)]);
        var encoding = charsets.Guess(header, hint);
        if (!Ascii.IsValid(header) && !Charsets.IsUtf8(header))
            defects.Add(MailDefect.CharsetGuessed);
        var parsing = ParserOptions.Default.Clone();
        parsing.MaxMimeDepth = options.MaxDepth;
        parsing.CharsetEncoding = encoding;
        using var content = new MemoryStream(mail.ToArray(), writable: false);
        using var message = new MimeParser(parsing, content, MimeFormat.Entity, persistent: true).ParseMessage();
        var fields = new FieldReader(message, parsing, charsets, encoding, options, defects);
        var body = new BodyReader(options, charsets, hint, defects);
        if (message.Body is { } root)
            body.Read(root);
        return fields.Read() with { Text = body.Text, Html = body.Html, Attachments = body.Attachments, Defects = defects };
    }

    private ParsedMail AsText(ReadOnlyMemory<byte> mail, MailDefect why, HashSet<MailDefect> defects)
    {
        defects.Add(why);
        var text = charsets.Decode(mail.Span, declared: null, hint: null, out _);
        return new ParsedMail { Text = Texts.Cut(Texts.Clean(text), options.MaxTextChars, MailDefect.TextCut, defects), Defects = defects };
    }

    private static bool BeginsWithHeader(ReadOnlySpan<byte> mail)
    {
        var end = mail.IndexOf((byte)'\n');
        var line = end < 0 ? mail : mail[..end];
        var name = line[..Math.Min(line.Length, 1000)].IndexOf((byte)':');
        return name > 0 && line[..name].TrimEnd((byte)' ').IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }

    private static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> mail)
    {
        var end = mail.IndexOf("\n\r\n"u8);
        var bare = mail.IndexOf("\n\n"u8);
        if (end < 0 || (bare >= 0 && bare < end))
            end = bare;
        return end < 0 ? mail : mail[..end];
    }

    // A header that does not name its charset is most likely in that of the text.
    private static Encoding? DeclaredIn(ReadOnlySpan<byte> beginning)
    {
        var text = Encoding.Latin1.GetString(beginning);
        var at = text.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var value = text.AsSpan(at + "charset=".Length, Math.Min(60, text.Length - at - "charset=".Length)).TrimStart('"');
        var end = value.IndexOfAny(ValueEnd);
        return Charsets.Find((end < 0 ? value : value[..end]).ToString());
    }
}
