using Pabal.Server.Tests.Amqp;
using Pabal.Server.Tls;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Tls;

/// <summary>Login by certificate (SASL EXTERNAL, RFC 4422 appendix A).</summary>
public sealed class ExternalLoginTests
{
    [Theory]
    [InlineData("CN=reader, O=Example", LoginName.DistinguishedName, "CN=reader,O=Example")]
    [InlineData("CN=reader, O=Example", LoginName.CommonName, "reader")]
    [InlineData("O=Example", LoginName.AlternativeDns, "reader.example")]
    public async Task Client_WhoseCertificateNamesAUser_IsLoggedIn(string subject, LoginName which, string user)
    {
        await using var tls = await StartAsync(which, user);
        using var certificate = tls.Certificates.Authority.IssueClient(subject, names => names.AddDnsName("reader.example"));
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client(certificate));

        (await OfferedAsync(client)).ShouldBe("PLAIN AMQPLAIN EXTERNAL");
        client.Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "EXTERNAL", [], "en_US"));

        await client.ExpectAsync<ConnectionTune>(0);
        client.Send(0, new ConnectionTuneOk(10, 4096, 0)).Send(0, new ConnectionOpen("/"));
        await client.ExpectAsync<ConnectionOpenOk>(0);
    }

    [Theory]
    [InlineData("CN=stranger")]
    [InlineData("O=Example")]
    public async Task Client_WhoseCertificateNamesNoUser_IsRefused(string subject)
    {
        await using var tls = await StartAsync(LoginName.CommonName, "reader");
        using var certificate = tls.Certificates.Authority.IssueClient(subject);
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client(certificate));

        (await OfferedAsync(client)).ShouldBe("PLAIN AMQPLAIN EXTERNAL");
        client.Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "EXTERNAL", "reader"u8.ToArray(), "en_US"));

        (await client.ExpectErrorAsync()).ShouldBe(
            "connection 403 (0,0) ACCESS_REFUSED - Login was refused using authentication mechanism EXTERNAL. "
            + "For details see the broker logfile.");
        await client.ExpectEndAsync();
        await tls.LoggedAsync("login by EXTERNAL was refused");
    }

    [Fact]
    public async Task Client_WithACertificate_MayLogInByPasswordToo()
    {
        await using var tls = await StartAsync(LoginName.CommonName, "guest");
        using var certificate = tls.Certificates.Authority.IssueClient("CN=stranger");
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client(certificate));

        await client.OpenAsync();
    }

    [Fact]
    public async Task External_WithoutACertificate_IsNeitherOfferedNorAccepted()
    {
        await using var tls = await StartAsync(LoginName.CommonName, "guest");
        await using var overTls = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client());
        await using var plain = await AmqpTestClient.ConnectAsync(tls.Broker.AmqpEndPoint.Port);

        foreach (var client in new[] { overTls, plain })
        {
            (await OfferedAsync(client)).ShouldBe("PLAIN AMQPLAIN");
            client.Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "EXTERNAL", "guest"u8.ToArray(), "en_US"));
            await client.ExpectEndAsync();
        }
        await tls.LoggedAsync("invalid authentication mechanism 'EXTERNAL'");
    }

    private static Task<TlsBroker> StartAsync(LoginName which, string user) => TlsBroker.StartAsync((options, certificates) =>
    {
        certificates.Configure(options, ClientVerification.Request);
        options.Amqp.Tls.LoginName = which;
        options.DefaultUser = user;
        options.DefaultPassword = "guest";
    });

    private static async Task<string> OfferedAsync(AmqpTestClient client) =>
        (await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0)).Mechanisms;
}
