using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tls;

/// <summary>The certificates as they were read at one time. Immutable.</summary>
/// <remarks>
/// It isn't disposed of when another takes its place: connections made with it live on, and the garbage collector knows until
/// when.
/// </remarks>
internal sealed class CertificateSet
{
    private const string Wildcard = "*.";

    private readonly Dictionary<string, SslStreamCertificateContext> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SslStreamCertificateContext> byParent = new(StringComparer.OrdinalIgnoreCase);
    private readonly SslStreamCertificateContext standard;
    private readonly List<X509Certificate2> certificates = [];

    private CertificateSet(TlsOptions options)
    {
        X509Certificate2Collection? authorities = null;
        if (options.VerifyClient != ClientVerification.None)
        {
            authorities = CertificateLoader.LoadAuthorities(TlsRules.Prefix + nameof(TlsOptions.CaFile), options.CaFile);
            ClientRules = new ClientRules(authorities, options.VerifyClient == ClientVerification.Require);
        }
        standard = Load(CertificateLoader.Load(TlsRules.Prefix, options.CertificateFile, options.KeyFile, options.KeyPassword), authorities);
        for (var i = 0; i < options.SniCertificates.Count; i++)
        {
            var files = options.SniCertificates[i];
            var context = Load(
                CertificateLoader.Load(TlsRules.SniPrefix(i), files.CertificateFile, files.KeyFile, files.KeyPassword), authorities);
            if (files.ServerName.StartsWith(Wildcard, StringComparison.Ordinal))
                byParent[files.ServerName[Wildcard.Length..]] = context;
            else
                byName[files.ServerName] = context;
        }
    }

    /// <summary>Null when clients aren't asked for a certificate.</summary>
    public ClientRules? ClientRules { get; }

    /// <summary>All that are shown to clients, for the log.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => certificates;

    /// <exception cref="InvalidOptionException">A file can't be used.</exception>
    public static CertificateSet Load(TlsOptions options) => new(options);

    /// <summary>The certificate for a client that asks for this name, which may be empty.</summary>
    public SslStreamCertificateContext Find(string serverName)
    {
        if (byName.TryGetValue(serverName, out var context))
            return context;
        var dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && byParent.TryGetValue(serverName[(dot + 1)..], out context) ? context : standard;
    }

    private SslStreamCertificateContext Load(CertificateChain chain, X509Certificate2Collection? authorities)
    {
        certificates.Add(chain.Certificate);
        // Clients that have several certificates choose by the authorities that they are told.
        var trust = authorities is null ? null : SslCertificateTrust.CreateForX509Collection(authorities, sendTrustInHandshake: true);
        // Offline: what is shown is what is in the file; nothing is looked for in the network.
        return SslStreamCertificateContext.Create(chain.Certificate, chain.Issuers, offline: true, trust);
    }
}
