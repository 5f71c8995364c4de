using System.Text;
using Mailroom.Mail;

namespace Mailroom.Api.Messages;

/// <summary>Message-IDs, without angle brackets (RFC 5322, 3.6.4).</summary>
internal static class MailIds
{
    private const int MaxLength = 500;

    public static string New(Guid id, MailAddress from)
    {
        var domain = from.Address[(from.Address.LastIndexOf('@') + 1)..];
        // Domains outside ASCII have no place in a Message-ID; the id alone is unique already.
        return $"{id:N}@{(domain.Length is > 0 and < 256 && Ascii.IsValid(domain) ? domain : "mailroom.invalid")}";
    }

    /// <summary>Whether it may stand in a mail of ours.</summary>
    public static bool IsValid(string id) =>
        id.Length is > 0 and <= MaxLength && id.IndexOf('@', StringComparison.Ordinal) > 0 &&
        id.All(c => c is > ' ' and <= '~' and not '<' and not '>');
}
