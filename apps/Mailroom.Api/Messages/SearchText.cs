using System.Text;
using Mailroom.Mail;

namespace Mailroom.Api.Messages;

/// <summary>What a mail is found by: subject, addresses and text, in lower case and of bounded length.</summary>
internal static class SearchText
{
    private const int MaxChars = 128 << 10;
    private const char Escape = '\\';

    public static string Of(string subject, IEnumerable<MailAddress> addresses, string? text, string? html)
    {
        var builder = new StringBuilder(subject);
        foreach (var address in addresses)
            builder.Append('\n').Append(address.Name).Append(' ').Append(address.Address);
        builder.Append('\n');
        if (text is not null)
            builder.Append(text, 0, Math.Min(text.Length, MaxChars));
        else if (html is not null)
            AppendWithoutTags(builder, html);
        if (builder.Length > MaxChars)
            builder.Length = MaxChars;
        // A pair that was cut in two is no text any more, and NUL is none for PostgreSQL.
        if (builder.Length > 0 && char.IsHighSurrogate(builder[^1]))
            builder.Length--;
        return builder.Replace('\0', ' ').ToString().ToLowerInvariant();
    }

    /// <summary>Patterns for LIKE, all of which have to match.</summary>
    public static List<string> Patterns(string query)
    {
        const int MaxWords = 8;
        return query.Replace('\0', ' ').ToLowerInvariant()
            .Split((char[]?)null, MaxWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => $"%{EscapeWord(word)}%").ToList();
    }

    private static string EscapeWord(string word) => word
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    public static string EscapeCharacter { get; } = Escape.ToString();

    // Not to be trusted for more than finding words.
    private static void AppendWithoutTags(StringBuilder builder, string html)
    {
        var isTag = false;
        foreach (var c in html.AsSpan(0, Math.Min(html.Length, MaxChars)))
        {
            if (c == '<')
                isTag = true;
            else if (c == '>' && isTag)
                isTag = builder.Append(' ').Length < 0;
            else if (!isTag)
                builder.Append(c);
        }
    }
}
