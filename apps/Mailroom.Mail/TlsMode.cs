namespace Mailroom.Mail;

/// <summary>How a connection to a mail server is encrypted.</summary>
public enum TlsMode
{
    /// <summary>Never, whatever the server offers.</summary>
    None,

    /// <summary>By STARTTLS where the server offers it. Who can change the traffic can prevent it.</summary>
    IfOffered,

    /// <summary>By STARTTLS, or not at all.</summary>
    Required,

    /// <summary>From the first octet.</summary>
    Implicit,
}
