using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pabal.Server.Tls;

namespace Pabal.Server.Tests.Tls;

/// <summary>An authority, and a folder with a certificate for localhost that goes with the test.</summary>
public sealed class TestCertificates : IDisposable
{
    public const string Host = "localhost";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pabal-tls-");

    public TestCertificates()
    {
        Write("server", Authority.IssueServer(Host));
        File.WriteAllText(CaFile, Authority.Pem);
    }

    public TestAuthority Authority { get; } = new();

    public string CertificateFile => PathOf("server.crt");

    public string KeyFile => PathOf("server.key");

    public string CaFile => PathOf("ca.crt");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes name.crt and name.key, in place of what is there.</summary>
    public void Write(string name, X509Certificate2 certificate, params TestAuthority[] intermediates)
    {
        File.WriteAllText(PathOf($"{name}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var chain = string.Join('\n', [certificate.ExportCertificatePem(), .. intermediates.Select(authority => authority.Pem)]);
        File.WriteAllText(PathOf($"{name}.crt"), chain);
    }

    /// <summary>Any free ports, and the certificate for localhost.</summary>
    public void Configure(PabalOptions options, ClientVerification verifyClient = ClientVerification.None)
    {
        options.Amqp.Port = 0;
        options.Amqp.Tls.Port = 0;
        options.Amqp.Tls.CertificateFile = CertificateFile;
        options.Amqp.Tls.KeyFile = KeyFile;
        options.Amqp.Tls.VerifyClient = verifyClient;
        options.Amqp.Tls.CaFile = verifyClient == ClientVerification.None ? "" : CaFile;
    }

    /// <summary>A client that trusts the authority.</summary>
    public SslClientAuthenticationOptions Client(X509Certificate2? own = null, string host = Host)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority.Certificate);
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = policy,
            ClientCertificates = own is null ? null : [own],
            LocalCertificateSelectionCallback = own is null ? null : (_, _, _, _, _) => own,
            // Each connection is to show what it gets now.
            AllowTlsResume = false,
        };
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        Authority.Dispose();
    }
}
