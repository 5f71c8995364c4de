using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Pabal.Server.Tests.Amqp;
using Pabal.Server.Tls;

namespace Pabal.Server.Tests.Tls;

/// <summary>Mutual TLS: which clients are let in.</summary>
public sealed class ClientCertificateTests
{
    [Theory]
    [InlineData(ClientVerification.None, SslProtocols.Tls13)]
    [InlineData(ClientVerification.Request, SslProtocols.Tls12)]
    [InlineData(ClientVerification.Request, SslProtocols.Tls13)]
    [InlineData(ClientVerification.Require, SslProtocols.Tls12)]
    [InlineData(ClientVerification.Require, SslProtocols.Tls13)]
    public async Task Client_WithARightCertificate_IsServed(ClientVerification verify, SslProtocols version)
    {
        await using var tls = await StartAsync(verify);
        using var certificate = tls.Certificates.Authority.IssueClient("CN=reader");

        (await OutcomeAsync(tls, certificate, version)).ShouldBe("served");
    }

    [Theory]
    [InlineData(ClientVerification.Request, "served")]
    [InlineData(ClientVerification.Require, "refused")]
    public async Task Client_WithoutACertificate_IsServedUnlessItIsRequired(ClientVerification verify, string expected)
    {
        await using var tls = await StartAsync(verify);

        (await OutcomeAsync(tls, certificate: null)).ShouldBe(expected);

        if (expected == "refused")
            await tls.LoggedAsync("the client showed no certificate");
    }

    [Theory]
    [InlineData(ClientVerification.Request)]
    [InlineData(ClientVerification.Require)]
    public async Task Client_WhoseCertificateIsWrong_IsRefused(ClientVerification verify)
    {
        await using var tls = await StartAsync(verify);
        var authority = tls.Certificates.Authority;
        using var stranger = new TestAuthority();

        (await OutcomeAsync(tls, stranger.IssueClient("CN=untrusted"))).ShouldBe("refused");
        await tls.LoggedAsync("the client's certificate (CN=untrusted) was refused: ");
        (await OutcomeAsync(tls, authority.IssueClient("CN=expired", until: DateTimeOffset.UtcNow.AddDays(-1)))).ShouldBe("refused");
        await tls.LoggedAsync("(CN=expired) was refused: NotTimeValid");
        (await OutcomeAsync(tls, authority.IssueClient("CN=server", forServers: true))).ShouldBe("refused");
        await tls.LoggedAsync("(CN=server) was refused: NotValidForUsage");
        (await OutcomeAsync(tls, authority.IssueClient("CN=reader"))).ShouldBe("served");
    }

    [Fact]
    public async Task Client_OfAnIntermediateAuthority_IsServedWhenTheRootIsTrusted()
    {
        await using var tls = await StartAsync(ClientVerification.Require, (options, certificates) =>
        {
            using var intermediate = certificates.Authority.CreateIntermediate("CN=Below");
            certificates.Write("reader", intermediate.IssueClient("CN=reader"));
            File.WriteAllText(certificates.CaFile, $"{certificates.Authority.Pem}\n{intermediate.Pem}");
        });
        using var certificate = X509Certificate2.CreateFromPemFile(
            tls.Certificates.PathOf("reader.crt"), tls.Certificates.PathOf("reader.key"));

        (await OutcomeAsync(tls, certificate)).ShouldBe("served");
    }

    [Fact]
    public async Task Authorities_ThatChange_DecideOnNewConnections()
    {
        await using var tls = await StartAsync(ClientVerification.Require);
        using var next = new TestAuthority("CN=Next authority");
        using var old = tls.Certificates.Authority.IssueClient("CN=reader");

        File.WriteAllText(tls.Certificates.CaFile, next.Pem);
        tls.Broker.ReloadCertificates();

        (await OutcomeAsync(tls, old)).ShouldBe("refused");
        (await OutcomeAsync(tls, next.IssueClient("CN=reader"))).ShouldBe("served");
    }

    [Fact]
    public async Task Server_WithIntermediateAuthorities_ShowsThem()
    {
        await using var tls = await TlsBroker.StartAsync((_, certificates) =>
        {
            using var intermediate = certificates.Authority.CreateIntermediate("CN=Below");
            certificates.Write("server", intermediate.IssueServer("localhost"), intermediate);
        });

        (await OutcomeAsync(tls, certificate: null)).ShouldBe("served");
    }

    private static Task<TlsBroker> StartAsync(
        ClientVerification verify, Action<PabalOptions, TestCertificates>? configure = null) => TlsBroker.StartAsync(
        (options, certificates) =>
        {
            certificates.Configure(options, verify);
            configure?.Invoke(options, certificates);
        });

    private static async Task<string> OutcomeAsync(TlsBroker tls, X509Certificate2? certificate, SslProtocols version = SslProtocols.None)
    {
        var options = tls.Certificates.Client(certificate);
        options.EnabledSslProtocols = version;
        try
        {
            await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, options);
            // With TLS 1.3 the client believes itself through before the broker has looked at its certificate.
            client.Send(Wire.Amqp.ProtocolHeader.Octets);
            return await client.ReadAsync() is null ? "refused" : "served";
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return "refused";
        }
    }
}
