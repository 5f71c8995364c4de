using System.Globalization;
using System.Text;

namespace Mailroom.Mail;

/// <summary>What a mail server answers (RFC 5321, 4.2).</summary>
/// <param name="Code">Three digits; the first says accepted (2), go on (3), not now (4) or never (5).</param>
/// <param name="EnhancedStatus">The finer code of RFC 3463, such as 4.2.2, or null.</param>
/// <param name="Text">Lines without their codes, separated by LF.</param>
public sealed record SmtpReply(int Code, string? EnhancedStatus, string Text)
{
    /// <summary>As one line, for people.</summary>
    public override string ToString() => Prefix(' ') + Text.Replace('\n', ' ');

    /// <summary>As it goes over the line.</summary>
    internal byte[] ToOctets()
    {
        var octets = new StringBuilder();
        var lines = Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            octets.Append(Prefix(i == lines.Length - 1 ? ' ' : '-')).Append(lines[i]).Append("\r\n");
        return Encoding.UTF8.GetBytes(octets.ToString());
    }

    private string Prefix(char separator) =>
        Code.ToString(CultureInfo.InvariantCulture) + separator + (EnhancedStatus is null ? "" : EnhancedStatus + ' ');
}
