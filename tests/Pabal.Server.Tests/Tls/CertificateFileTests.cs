using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pabal.Server.Tests.Tls;

/// <summary>The forms that a certificate and its key may have, and what is said of others.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private const string Password = "very secret";

    private readonly TestCertificates certificates = new();
    private readonly X509Certificate2 certificate;

    public CertificateFileTests() => certificate = certificates.Authority.IssueServer("localhost");

    [Fact]
    public async Task Pfx_WithItsPassword_IsServed()
    {
        var file = Write("server.pfx", certificate.Export(X509ContentType.Pkcs12, Password));

        await ServeAsync(file, "", Password);
        (await FailAsync(file, "", "wrong")).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(file, "")).ShouldBe("Amqp:Tls:CertificateFile");
    }

    [Fact]
    public async Task Pfx_WithoutAKey_IsRefused() =>
        (await FailAsync(Write("server.pfx", X509CertificateLoader.LoadCertificate(certificate.RawData).Export(X509ContentType.Pkcs12)), ""))
            .ShouldBe("Amqp:Tls:CertificateFile");

    [Fact]
    public async Task Pem_WithItsKeyInOneFile_IsServed() => await ServeAsync(
        Write("both.pem", $"{certificate.ExportCertificatePem()}\n{certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}"), "");

    [Fact]
    public async Task Pem_WithAnEncryptedKey_IsServedWithItsPassword()
    {
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var key = Write("locked.key", certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(Password, parameters));
        var file = Write("locked.crt", certificate.ExportCertificatePem());

        await ServeAsync(file, key, Password);
        (await FailAsync(file, key, "wrong")).ShouldBe("Amqp:Tls:KeyFile");
        (await FailAsync(file, key)).ShouldBe("Amqp:Tls:KeyFile");
    }

    [Fact]
    public async Task Pem_WithAnRsaKey_IsServed()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signer = certificates.Authority.Certificate.GetECDsaPrivateKey()!;
        using var issued = request.Create(
            certificates.Authority.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(signer),
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1]);

        // The form that older tools write, "BEGIN RSA PRIVATE KEY".
        await ServeAsync(Write("rsa.crt", issued.ExportCertificatePem()), Write("rsa.key", key.ExportRSAPrivateKeyPem()));
    }

    [Fact]
    public async Task Files_ThatDoNotGoTogether_AreRefused()
    {
        var key = certificates.KeyFile;
        var other = Write("other.crt", certificate.ExportCertificatePem());

        (await FailAsync(other, key)).ShouldBe("Amqp:Tls:KeyFile");
        (await FailAsync(other, certificates.PathOf("missing"))).ShouldBe("Amqp:Tls:KeyFile");
        (await FailAsync(other, other)).ShouldBe("Amqp:Tls:KeyFile");
        (await FailAsync(other, "")).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(key, key)).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(certificates.PathOf("missing"), key)).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(Write("empty", ""), key)).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(Path.GetTempPath(), key)).ShouldBe("Amqp:Tls:CertificateFile");
        (await FailAsync(certificates.CertificateFile, key, caFile: key)).ShouldBe("Amqp:Tls:CaFile");
    }

    [Fact]
    public async Task FilesOfAServerName_ThatAreBroken_AreNamed()
    {
        var problem = await Should.ThrowAsync<InvalidOptionException>(() => PabalBroker.StartAsync(options =>
        {
            certificates.Configure(options);
            options.Amqp.Tls.SniCertificates.Add(new() { ServerName = "a", CertificateFile = certificates.CertificateFile, KeyFile = "missing" });
        }));

        problem.Key.ShouldBe("Amqp:Tls:SniCertificates:0:KeyFile");
    }

    public void Dispose()
    {
        certificate.Dispose();
        certificates.Dispose();
    }

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] octets)
    {
        File.WriteAllBytes(certificates.PathOf(name), octets);
        return certificates.PathOf(name);
    }

    private async Task ServeAsync(string certificateFile, string keyFile, string password = "")
    {
        await using var broker = await StartAsync(certificateFile, keyFile, password);
        await using var client = await Amqp.AmqpTestClient.ConnectTlsAsync(broker.AmqpsEndPoint!.Port, certificates.Client());
        await client.OpenAsync();
    }

    private async Task<string> FailAsync(string certificateFile, string keyFile, string password = "", string caFile = "")
    {
        var problem = await Should.ThrowAsync<InvalidOptionException>(() => StartAsync(certificateFile, keyFile, password, caFile));
        problem.Message.ShouldNotContain("\n");
        problem.Message.ShouldNotContain(Password);
        return problem.Key;
    }

    private Task<PabalBroker> StartAsync(string certificateFile, string keyFile, string password, string caFile = "") => PabalBroker.StartAsync(options =>
    {
        certificates.Configure(options);
        options.Amqp.Tls.CertificateFile = certificateFile;
        options.Amqp.Tls.KeyFile = keyFile;
        options.Amqp.Tls.KeyPassword = password;
        options.Amqp.Tls.CaFile = caFile;
        options.Amqp.Tls.VerifyClient = caFile.Length > 0 ? Server.Tls.ClientVerification.Require : Server.Tls.ClientVerification.None;
    });
}
