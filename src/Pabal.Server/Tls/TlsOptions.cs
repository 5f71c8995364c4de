using System.Security.Authentication;

namespace Pabal.Server.Tls;

/// <summary>How a protocol is served over TLS, beside the listener without it.</summary>
public sealed class TlsOptions
{
    /// <summary>
    /// The certificate shown to clients, and with it the certificates of those who issued it up to the root: a PEM file, or a
    /// PFX (PKCS #12) file with its key. TLS is served when it is set.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The certificate's private key in PEM; empty when the certificate's file holds it too.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The password of an encrypted key or PFX file.</summary>
    public string KeyPassword { get; set; } = "";

    /// <summary>Further certificates, chosen by the server name that a client asks for; others get the first one.</summary>
    public IList<SniCertificate> SniCertificates { get; } = [];

    /// <summary>The address to listen on; that of the listener without TLS unless set.</summary>
    public string Address { get; set; } = "";

    /// <summary>The TCP port; 0 for any free one.</summary>
    public int Port { get; set; } = 5671;

    /// <summary>Which versions are accepted: TLS 1.2, TLS 1.3 or both.</summary>
    public SslProtocols Protocols { get; set; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether clients have to show a certificate.</summary>
    public ClientVerification VerifyClient { get; set; }

    /// <summary>
    /// The root certificates that clients' certificates must lead to, in PEM; certificates between them may be there too.
    /// Revocation isn't checked.
    /// </summary>
    public string CaFile { get; set; } = "";

    /// <summary>Which name in a client's certificate is its user's when it logs in by EXTERNAL.</summary>
    public LoginName LoginName { get; set; }

    /// <summary>
    /// Seconds between looks at the files; changed ones are used for new connections once two looks have seen them the same. 0
    /// for never: they are read again by <see cref="PabalBroker.ReloadCertificates"/> only.
    /// </summary>
    public int ReloadSeconds { get; set; } = 5;

    /// <summary>TLS handshakes at a time; beyond that the one that has lasted longest is cut.</summary>
    public int MaxHandshakes { get; set; } = 1024;

    /// <summary>Whether TLS is served at all.</summary>
    internal bool IsEnabled => CertificateFile.Length > 0;
}
