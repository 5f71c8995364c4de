using System.Text;

namespace Mailroom.Mail.Parsing;

/// <summary>Finds out what octets mean.</summary>
internal sealed class Charsets(Encoding fallback)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The encoding of that name, null where there is none that is safe to use.</summary>
    public static Encoding? Find(string? name)
    {
        // Code page 949 holds all of EUC-KR, and what is labelled so often uses more of it.
        var known = name?.Trim().Trim('"').ToLowerInvariant() switch
        {
            null or "" => null,
            "utf8" => "utf-8",
            "euc-kr" or "euckr" or "ks_c_5601-1987" or "ksc5601" or "cp949" or "x-windows-949" or "uhc" => "949",
            "cp932" or "windows-31j" or "sjis" or "x-sjis" => "shift_jis",
            "utf-7" or "unicode-1-1-utf-7" => null,
            var other => other,
        };
        if (known is null)
            return null;
        try
        {
            if (known == "949")
                return CodePagesEncodingProvider.Instance.GetEncoding(949);
            return CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static bool IsUtf8(ReadOnlySpan<byte> octets) => System.Text.Unicode.Utf8.IsValid(octets);

    /// <summary>What octets mean whose charset is not, or not rightly, declared.</summary>
    /// <param name="octets">The text.</param>
    /// <param name="hint">What the rest of the mail uses, or null.</param>
    public Encoding Guess(ReadOnlySpan<byte> octets, Encoding? hint)
    {
        if (IsIso2022Jp(octets))
            return Find("iso-2022-jp") ?? fallback;
        if (IsUtf8(octets))
            return StrictUtf8;
        return hint is null || hint.CodePage == StrictUtf8.CodePage || hint.CodePage == Encoding.ASCII.CodePage ? fallback : hint;
    }

    /// <summary>Decodes a text.</summary>
    /// <param name="declared">What the mail says of it, or null.</param>
    /// <param name="isGuessed">What the mail says was missing or wrong.</param>
    public string Decode(ReadOnlySpan<byte> octets, string? declared, Encoding? hint, out bool isGuessed)
    {
        var encoding = Find(declared);
        var isPlain = Ascii.IsValid(octets) && octets.IndexOf((byte)0x1b) < 0;
        isGuessed = !isPlain && (encoding is null || encoding.CodePage == Encoding.ASCII.CodePage ||
            (encoding.CodePage == StrictUtf8.CodePage && !IsUtf8(octets)));
        if (isGuessed)
            encoding = Guess(octets, hint);
        else
            encoding ??= Encoding.ASCII;
        return encoding is UTF8Encoding ? Encoding.UTF8.GetString(octets) : encoding.GetString(octets);
    }

    private static bool IsIso2022Jp(ReadOnlySpan<byte> octets) =>
        Ascii.IsValid(octets) && (octets.IndexOf("\u001b$B"u8) >= 0 || octets.IndexOf("\u001b$@"u8) >= 0);
}
