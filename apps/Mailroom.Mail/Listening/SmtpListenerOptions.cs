using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Mail.Listening;

/// <summary>What a <see cref="SmtpListener"/> listens on, and what it allows.</summary>
public sealed record SmtpListenerOptions
{
    /// <summary>Port 0 lets the system choose one.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 25);

    /// <summary>The name that it greets with.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>With private key. Without one there is no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>TLS from the first octet instead of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Refuses mail on connections without TLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Checks a user and password; with it, AUTH is offered.</summary>
    public Func<string, string, CancellationToken, ValueTask<bool>>? Authenticate { get; init; }

    /// <summary>Refuses mail of clients that have not authenticated.</summary>
    public bool RequireAuthentication { get; init; }

    /// <summary>Lets passwords be sent without TLS; for tests and loopback only.</summary>
    public bool AllowPlaintextAuthentication { get; init; }

    /// <summary>Says whether mail for an address is taken at all; everything is when this is null.</summary>
    public Func<string, bool>? AcceptsRecipient { get; init; }

    public int MaxMessageBytes { get; init; } = 25 << 20;

    public int MaxRecipients { get; init; } = 100;

    public int MaxConnections { get; init; } = 100;

    /// <summary>Of a command, without CRLF. RFC 5321 asks for 510; addresses, parameters and tokens need more.</summary>
    public int MaxCommandBytes { get; init; } = 12 << 10;

    /// <summary>Of a line in a mail, without CRLF. RFC 5321 allows 998; much real mail exceeds it.</summary>
    public int MaxContentLineBytes { get; init; } = 64 << 10;

    public int MaxCommandsPerMinute { get; init; } = 6000;

    /// <summary>Refused commands until a connection is closed.</summary>
    public int MaxErrors { get; init; } = 10;

    /// <summary>A mail that is larger is held in a temporary file while it comes in.</summary>
    public int MemoryPerMessageBytes { get; init; } = 256 << 10;

    public string TemporaryDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Between one octet of a command, a handshake or a reply and the next.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between one piece of a mail and the next.</summary>
    public TimeSpan ContentTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For a whole mail, so that a trickle does not hold its place forever.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a handler may take to store a mail. Senders wait 10 minutes (RFC 5321, 4.5.3.2.6).</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long handlers may still take when the listener is told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
