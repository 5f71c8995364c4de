namespace Mailroom.Servers;

/// <summary>What a <see cref="PostfixServer"/> does beside taking mail for example.test into a Maildir.</summary>
public sealed record PostfixOptions
{
    /// <summary>Mail for inbound.test goes on to this SMTP port on loopback.</summary>
    public int? RelayPort { get; init; }

    /// <summary>Where Dovecot checks passwords; with it, the submission ports want AUTH.</summary>
    public int? SaslPort { get; init; }

    /// <summary>Where Postfix asks about every recipient; see <see cref="PolicyServer"/>.</summary>
    public int? PolicyPort { get; init; }

    /// <summary>The Maildir that mail for example.test goes into; one of its own when null.</summary>
    public string? Maildir { get; init; }

    public int MaxMessageBytes { get; init; } = 10_240_000;
}
