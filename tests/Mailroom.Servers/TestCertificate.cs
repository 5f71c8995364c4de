using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mailroom.Servers;

/// <summary>A certificate for localhost that nobody trusts unless told to.</summary>
public static class TestCertificate
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
    }

    /// <summary>Writes it as the two PEM files that servers read.</summary>
    public static (string Certificate, string Key) Write(X509Certificate2 certificate, ServerFolder folder)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return (folder.AddFile("cert.pem", certificate.ExportCertificatePem()),
            folder.AddFile("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }
}
