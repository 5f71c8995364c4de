namespace Pabal.Server.Tls;

/// <summary>A certificate for clients that ask for one of its names (RFC 6066 §3).</summary>
public sealed class SniCertificate
{
    /// <summary>The host name, such as mq.example.com, or *.example.com for all names one label longer than example.com.</summary>
    public string ServerName { get; set; } = "";

    /// <inheritdoc cref="TlsOptions.CertificateFile"/>
    public string CertificateFile { get; set; } = "";

    /// <inheritdoc cref="TlsOptions.KeyFile"/>
    public string KeyFile { get; set; } = "";

    /// <inheritdoc cref="TlsOptions.KeyPassword"/>
    public string KeyPassword { get; set; } = "";
}
