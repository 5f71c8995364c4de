using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tests.Tls;

/// <summary>Issues certificates for tests.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    public TestAuthority(string name = "CN=Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
    }

    private TestAuthority(X509Certificate2 certificate) => Certificate = certificate;

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>An authority below this one.</summary>
    public TestAuthority CreateIntermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return new TestAuthority(Sign(request, DateTimeOffset.UtcNow.AddDays(30)).CopyWithPrivateKey(key));
    }

    /// <param name="hosts">The first is the common name too.</param>
    public X509Certificate2 IssueServer(params string[] hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            names.AddDnsName(host);
        return Issue(new X500DistinguishedName($"CN={hosts[0]}"), names, ServerUse, DateTimeOffset.UtcNow.AddDays(30));
    }

    public X509Certificate2 IssueClient(
        string subject, Action<SubjectAlternativeNameBuilder>? name = null, DateTimeOffset? until = null, bool forServers = false)
    {
        var names = new SubjectAlternativeNameBuilder();
        name?.Invoke(names);
        return Issue(
            new X500DistinguishedName(subject),
            name is null ? null : names,
            forServers ? ServerUse : ClientUse,
            until ?? DateTimeOffset.UtcNow.AddDays(30));
    }

    public void Dispose() => Certificate.Dispose();

    private X509Certificate2 Issue(X500DistinguishedName subject, SubjectAlternativeNameBuilder? names, string use, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        if (names is not null)
            request.CertificateExtensions.Add(names.Build());
        return Sign(request, until).CopyWithPrivateKey(key);
    }

    private X509Certificate2 Sign(CertificateRequest request, DateTimeOffset until) =>
        request.Create(Certificate, DateTimeOffset.UtcNow.AddYears(-1), until, RandomNumberGenerator.GetBytes(16));
}
