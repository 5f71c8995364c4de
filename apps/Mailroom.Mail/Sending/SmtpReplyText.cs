using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Mailroom.Mail.Sending;

/// <summary>Reads replies that came from a server.</summary>
internal static class SmtpReplyText
{
    /// <param name="code">The reply's three digits.</param>
    /// <param name="text">Its lines without them.</param>
    public static SmtpReply Parse(int code, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        var status = StatusOf(lines[0], code);
        if (status is not null)
        {
            for (var i = 0; i < lines.Length; i++)
                lines[i] = WithoutStatus(lines[i], status);
        }
        return new SmtpReply(code, status, string.Join('\n', lines));
    }

    /// <summary>A whole reply as it came over the line; false while its last line is missing or when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out SmtpReply? reply)
    {
        reply = null;
        var text = new StringBuilder();
        while (octets.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var line = octets[..end].TrimEnd((byte)'\r');
            octets = octets[(end + 1)..];
            if (line.Length < 3 || !Utf8Parser.TryParse(line[..3], out int code, out var used) || used != 3)
                return false;
            text.Append(Encoding.UTF8.GetString(line[Math.Min(4, line.Length)..])).Append('\n');
            if (line.Length == 3 || line[3] != '-')
            {
                reply = Parse(code, text.ToString());
                return true;
            }
        }
        return false;
    }

    // RFC 3463: the class repeats the code's first digit.
    private static string? StatusOf(string line, int code)
    {
        var word = line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var end ? end : line.Length);
        Span<Range> parts = stackalloc Range[4];
        if (word.Split(parts, '.') != 3)
            return null;
        foreach (var part in parts[..3])
        {
            if (!int.TryParse(word[part], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 999)
                return null;
        }
        return word[0] - '0' == code / 100 ? word.ToString() : null;
    }

    private static string WithoutStatus(string line, string status) =>
        line.StartsWith(status, StringComparison.Ordinal) ? line[status.Length..].TrimStart() : line;
}
