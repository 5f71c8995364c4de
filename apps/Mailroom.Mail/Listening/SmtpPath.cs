using System.Buffers;
using System.Text;

namespace Mailroom.Mail.Listening;

/// <summary>The argument of MAIL or RCPT: <c>FROM:&lt;path&gt; KEY=VALUE ...</c> (RFC 5321, 4.1.2).</summary>
internal sealed class SmtpPath
{
    private const int MaxAddressOctets = 254;
    private const int MaxLocalPartOctets = 64;

    private static readonly SearchValues<char> NotInLocalPart = SearchValues.Create(" \"(),:;<>@[\\]");
    private static readonly SearchValues<char> NotInLiteral = SearchValues.Create(" \"()<>@[\\]");

    private SmtpPath(string address, string[] parameters)
    {
        Address = address;
        Parameters = parameters;
    }

    /// <summary>Without angle brackets; empty for the null path.</summary>
    public string Address { get; }

    public string[] Parameters { get; }

    /// <summary>Only a client that has said SMTPUTF8 may use it.</summary>
    public bool IsInternational => !Ascii.IsValid(Address);

    /// <param name="argument">What follows the verb.</param>
    /// <param name="keyword">FROM: or TO:.</param>
    public static SmtpPath? Parse(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return null;
        // A blank behind the colon is wrong and common.
        var rest = argument[keyword.Length..].TrimStart(' ');
        var close = rest.StartsWith('<') ? FindClose(rest) : -1;
        if (close < 0 || (close + 1 < rest.Length && rest[close + 1] != ' '))
            return null;
        var address = WithoutRoute(rest[1..close]);
        return address.Length == 0 || IsAddress(address)
            ? new SmtpPath(address, rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : null;
    }

    private static int FindClose(string path)
    {
        var quoted = false;
        for (var i = 1; i < path.Length; i++)
        {
            if (quoted && path[i] == '\\')
                i++;
            else if (path[i] == '"')
                quoted = !quoted;
            else if (path[i] == '>' && !quoted)
                return i;
        }
        return -1;
    }

    // Source routes are to be accepted and ignored (RFC 5321, appendix C).
    private static string WithoutRoute(string path)
    {
        var colon = path.StartsWith('@') ? path.IndexOf(':', StringComparison.Ordinal) : -1;
        return colon < 0 ? path : path[(colon + 1)..];
    }

    private static bool IsAddress(string address)
    {
        if (Encoding.UTF8.GetByteCount(address) > MaxAddressOctets)
            return false;
        if (address.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return true;
        var at = address.LastIndexOf('@');
        return at > 0 && IsLocalPart(address[..at]) && IsDomain(address[(at + 1)..]);
    }

    private static bool IsLocalPart(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > MaxLocalPartOctets)
            return false;
        return local.StartsWith('"') ? IsQuotedString(local) : !local.AsSpan().ContainsAny(NotInLocalPart);
    }

    private static bool IsQuotedString(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i == text.Length - 1;
        }
        return false;
    }

    private static bool IsDomain(string domain)
    {
        if (domain.StartsWith('['))
            return domain.EndsWith(']') && !domain.AsSpan(1, domain.Length - 2).ContainsAny(NotInLiteral);
        foreach (var label in domain.Split('.'))
        {
            if (label.Length == 0)
                return false;
            foreach (var c in label)
            {
                if (c < 128 && !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return false;
            }
        }
        return true;
    }
}
