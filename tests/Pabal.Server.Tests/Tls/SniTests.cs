using Pabal.Server.Tests.Amqp;
using Pabal.Server.Tls;

namespace Pabal.Server.Tests.Tls;

/// <summary>The certificate follows from the server name that a client asks for (RFC 6066 §3).</summary>
public sealed class SniTests : IAsyncLifetime
{
    private TlsBroker tls = null!;

    public async ValueTask InitializeAsync() => tls = await TlsBroker.StartAsync((options, certificates) =>
    {
        foreach (var host in new[] { "one.example", "*.two.example" })
        {
            var file = host.Replace("*", "any", StringComparison.Ordinal);
            certificates.Write(file, certificates.Authority.IssueServer(host));
            options.Amqp.Tls.SniCertificates.Add(new SniCertificate
            {
                ServerName = host,
                CertificateFile = certificates.PathOf($"{file}.crt"),
                KeyFile = certificates.PathOf($"{file}.key"),
            });
        }
    });

    public ValueTask DisposeAsync() => tls.DisposeAsync();

    [Theory]
    [InlineData("one.example", "one.example")]
    [InlineData("ONE.Example", "one.example")]
    [InlineData("a.two.example", "*.two.example")]
    [InlineData("two.example", "localhost")]
    [InlineData("b.a.two.example", "localhost")]
    [InlineData("sub.one.example", "localhost")]
    [InlineData("other", "localhost")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task Certificate_IsThatOfTheServerName(string asked, string expected) =>
        (await tls.CertificateForAsync(asked)).ShouldBe(expected);

    [Fact]
    public async Task Client_ThatVerifiesTheName_IsServed()
    {
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, tls.Certificates.Client(host: "a.two.example"));

        await client.OpenAsync();
    }
}
