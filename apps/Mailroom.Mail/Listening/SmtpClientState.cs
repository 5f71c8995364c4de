namespace Mailroom.Mail.Listening;

/// <summary>What a client has said and shown of itself on its connection.</summary>
internal sealed class SmtpClientState
{
    /// <summary>The name after EHLO or HELO; null before.</summary>
    public string? HelloName { get; private set; }

    public bool IsExtended { get; private set; }

    public bool IsSecure { get; private set; }

    public bool IsAuthenticated { get; set; }

    /// <summary>The protocol's name in a Received field (RFC 3848 and RFC 6531, 4.3).</summary>
    public string ProtocolName(bool isInternational)
    {
        var security = (IsSecure ? "S" : "") + (IsAuthenticated ? "A" : "");
        if (isInternational)
            return "UTF8SMTP" + security;
        return IsExtended ? "ESMTP" + security : "SMTP";
    }

    public SmtpReply? Greet(string name, bool isExtended)
    {
        // It goes into the mail's trace field, so it must not be able to look like anything else there.
        if (name.Length is 0 or > 255 || !name.AsSpan().ContainsOnlyNameCharacters())
            return SmtpReplies.BadArgument;
        HelloName = name;
        IsExtended = isExtended;
        return null;
    }

    /// <summary>Knows nothing any more of what was said in clear (RFC 3207, 4.2).</summary>
    public void BecomeSecure()
    {
        IsSecure = true;
        HelloName = null;
        IsAuthenticated = false;
    }
}
