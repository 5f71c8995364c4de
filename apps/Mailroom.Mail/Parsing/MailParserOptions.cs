namespace Mailroom.Mail.Parsing;

/// <summary>How much of a mail is looked at. What exceeds a limit is left out, and noted.</summary>
public sealed record MailParserOptions
{
    public int MaxMailBytes { get; init; } = 50 << 20;

    /// <summary>Of the mail's header and of each part's.</summary>
    public int MaxHeaderBytes { get; init; } = 256 << 10;

    /// <summary>Of one header field. The parser's time grows with its square.</summary>
    public int MaxFieldBytes { get; init; } = 32 << 10;

    public int MaxParts { get; init; } = 1000;

    /// <summary>Of multiparts within multiparts. What lies deeper is an attachment.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Of the text and of the HTML text, each.</summary>
    public int MaxTextChars { get; init; } = 4 << 20;

    /// <summary>Addresses in a field, and references.</summary>
    public int MaxListItems { get; init; } = 1000;

    /// <summary>What octets above 127 mean where the mail does not say and they are no UTF-8; such as euc-kr or shift_jis.</summary>
    public string FallbackCharset { get; init; } = "windows-1252";
}
