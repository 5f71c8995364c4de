using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Mail;

/// <summary>Where a mail server is, and how to get in.</summary>
public sealed record MailServerOptions
{
    /// <summary>A name; the certificate has to be for it.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public TlsMode Tls { get; init; } = TlsMode.Required;

    /// <summary>Without them there is no login.</summary>
    public MailCredentials? Credentials { get; init; }

    /// <summary>Lets passwords and tokens be sent without TLS; for tests and loopback only.</summary>
    public bool AllowPlaintextAuthentication { get; init; }

    /// <summary>Trusted beside those that the system trusts.</summary>
    public IReadOnlyList<X509Certificate2> TrustedRoots { get; init; } = [];

    /// <summary>Asks whether the certificate was revoked, and fails where that can't be found out.</summary>
    public bool CheckRevocation { get; init; }

    /// <summary>For connecting, the handshake and the login together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
