using MailKit;

namespace Mailroom.Mail.Receiving;

/// <summary>
/// What the mailbox doesn't show yet, kept beyond a lost connection. Only a shortcut: without it mails come to the handler again.
/// </summary>
internal sealed class ImapLedger
{
    private readonly HashSet<UniqueId> stored = [];
    private readonly HashSet<UniqueId> refused = [];
    private uint validity;

    /// <summary>UIDs mean nothing any more once their validity has changed (RFC 9051, 2.3.1.1).</summary>
    public bool Enter(uint uidValidity)
    {
        var isChanged = validity != 0 && validity != uidValidity;
        if (isChanged)
        {
            stored.Clear();
            refused.Clear();
        }
        validity = uidValidity;
        return isChanged;
    }

    public bool IsStored(UniqueId id) => stored.Contains(id);

    public bool IsRefused(UniqueId id) => refused.Contains(id);

    public void AddStored(UniqueId id) => stored.Add(id);

    public void AddRefused(UniqueId id) => refused.Add(id);

    public void Marked(UniqueId id) => stored.Remove(id);
}
