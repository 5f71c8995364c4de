using System.Diagnostics.CodeAnalysis;
using Mailroom.Mail;

namespace Mailroom.Api.Messages;

/// <summary>The two ways to write an address: a@b, or Name &lt;a@b&gt;. Whether a@b is a good one is seen when the mail is composed.</summary>
internal static class AddressText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out MailAddress? address)
    {
        address = null;
        var trimmed = text.Trim();
        if (!trimmed.EndsWith('>'))
        {
            if (!trimmed.Contains('@', StringComparison.Ordinal))
                return false;
            address = new MailAddress(null, trimmed);
            return true;
        }
        var begin = trimmed.LastIndexOf('<');
        if (begin < 0)
            return false;
        var name = trimmed[..begin].Trim();
        if (name.Length >= 2 && name[0] == '"' && name[^1] == '"')
            name = name[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        address = new MailAddress(name.Length == 0 ? null : name, trimmed[(begin + 1)..^1].Trim());
        return address.Address.Contains('@', StringComparison.Ordinal);
    }
}
