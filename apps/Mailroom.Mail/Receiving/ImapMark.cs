namespace Mailroom.Mail.Receiving;

/// <summary>How a mailbox shows that a mail was taken.</summary>
public enum ImapMark
{
    /// <summary>It is marked as read. For a mailbox that no one else reads.</summary>
    Seen,

    /// <summary>It gets a keyword, where the server allows keywords.</summary>
    Keyword,

    /// <summary>It is moved to another folder, which is made when it is missing.</summary>
    Move,
}
