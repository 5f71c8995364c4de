using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pabal.Server;
using Pabal.Server.Tests.Tls;
using Pabal.Server.Tls;

namespace Pabal.Interop.Client6.Tests;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly TestCertificates certificates = new();
    private PabalBroker broker = null!;

    public async ValueTask InitializeAsync() => broker = await PabalBroker.StartAsync(options =>
    {
        certificates.Configure(options, ClientVerification.Request);
        options.Amqp.Tls.LoginName = LoginName.CommonName;
    });

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        certificates.Dispose();
    }

    [Fact]
    public void Messages_OverTls_AreConfirmedAndComeInOrder()
    {
        using var connection = CreateFactory().CreateConnection();
        using var channel = connection.CreateModel();
        channel.ConfirmSelect();
        var queue = channel.QueueDeclare().QueueName;
        var large = new byte[10_000_000];
        Random.Shared.NextBytes(large);

        for (var i = 0; i < 1000; i++)
            channel.BasicPublish("", queue, basicProperties: null, Encoding.UTF8.GetBytes($"{i}"));
        channel.BasicPublish("", queue, basicProperties: null, large);
        channel.WaitForConfirmsOrDie(TimeSpan.FromSeconds(30));

        for (var i = 0; i < 1000; i++)
            Encoding.UTF8.GetString(channel.BasicGet(queue, autoAck: true).Body.Span).ShouldBe($"{i}");
        channel.BasicGet(queue, autoAck: true).Body.Span.SequenceEqual(large).ShouldBeTrue();
    }

    [Fact]
    public void Certificate_OfTheClient_IsALogin()
    {
        using var certificate = certificates.Authority.IssueClient("CN=guest");
        var factory = CreateFactory();
        factory.AuthMechanisms = [new ExternalMechanismFactory()];
        factory.Ssl.Certs = [certificate];

        using var connection = factory.CreateConnection();

        connection.IsOpen.ShouldBeTrue();
    }

    private ConnectionFactory CreateFactory()
    {
        var factory = new ConnectionFactory { Uri = broker.AmqpsUri, AutomaticRecoveryEnabled = false };
        // This client would offer TLS 1.2 at most.
        factory.Ssl.Version = SslProtocols.None;
        factory.Ssl.ServerName = TestCertificates.Host;
        factory.Ssl.CertificateValidationCallback = Verify;
        return factory;
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificates.Authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && chain.Build((X509Certificate2)certificate!);
    }
}
