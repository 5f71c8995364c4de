using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Pabal.Server;
using Pabal.Server.Tests.Tls;
using Pabal.Server.Tls;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests.Connecting;

public sealed class TlsTests : BrokerTest, IAsyncLifetime
{
    private readonly TestCertificates certificates = new();

    [Fact]
    public async Task Messages_OverTls_AreConfirmedAndComeInOrder()
    {
        const int count = 2000;
        var connection = await ConnectTlsAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        string queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false);
        var inbox = await Inbox.OpenAsync(channel, queue, autoAck: true);
        var large = new byte[10_000_000];
        Random.Shared.NextBytes(large);

        var confirms = new List<Task>();
        for (var i = 0; i < count; i++)
            confirms.Add(channel.BasicPublishAsync("", queue, System.Text.Encoding.UTF8.GetBytes($"{i}")).AsTask());
        confirms.Add(channel.BasicPublishAsync("", queue, large).AsTask());
        await Task.WhenAll(confirms);

        (await inbox.NextTextsAsync(count)).ShouldBe(Enumerable.Range(0, count).Select(i => $"{i}"));
        (await inbox.NextAsync()).Body.AsSpan().SequenceEqual(large).ShouldBeTrue();
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Certificate_OfTheClient_IsALogin()
    {
        using var certificate = certificates.Authority.IssueClient("CN=guest");

        var connection = await ConnectTlsAsync(factory =>
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
            factory.Ssl.Certs = [certificate];
        });

        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Certificate_OfNoUser_IsAnAuthenticationFailure()
    {
        using var certificate = certificates.Authority.IssueClient("CN=stranger");

        var unreachable = await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectTlsAsync(factory =>
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
            factory.Ssl.Certs = [certificate];
        }));

        unreachable.InnerException.ShouldBeOfType<AuthenticationFailureException>();
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        certificates.Dispose();
    }

    protected override void Configure(PabalOptions options)
    {
        certificates.Configure(options, ClientVerification.Request);
        options.Amqp.Tls.LoginName = LoginName.CommonName;
    }

    private Task<IConnection> ConnectTlsAsync(Action<ConnectionFactory>? configure = null) => ConnectAsync(factory =>
    {
        factory.Uri = Broker.AmqpsUri!;
        factory.Ssl.ServerName = TestCertificates.Host;
        factory.Ssl.CertificateValidationCallback = Verify;
        configure?.Invoke(factory);
    });

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(certificates.Authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && chain.Build((X509Certificate2)certificate!);
    }
}
