using Pabal.Server.Tests.Amqp;
using Pabal.Server.Tests.Tls;
using Pabal.Wire.Amqp;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pabal.Server.Tests.Hosting;

public class ExecutableTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pabal_SaysWhereItListensAndServesThere()
    {
        using var pabal = new PabalProcess("--Amqp:Port=0");

        await EmbeddingTests.EchoAsync(await pabal.ListensAsync());
    }

    [Fact]
    public async Task Pabal_WithACertificate_SaysWhereItListensWithTls()
    {
        using var certificates = new TestCertificates();
        using var pabal = new PabalProcess(
            "--Amqp:Port=0",
            "--Amqp:Tls:Port=0",
            $"--Amqp:Tls:CertificateFile={certificates.CertificateFile}",
            $"--Amqp:Tls:KeyFile={certificates.KeyFile}",
            "--Amqp:Tls:Protocols=tls1.2,tls1.3",
            "--Amqp:Tls:VerifyClient=require",
            $"--Amqp:Tls:CaFile={certificates.CaFile}",
            "--Amqp:Tls:LoginName=common_name",
            "--Amqp:Tls:SniCertificates:0:KeyFile=" + certificates.KeyFile,
            "--Amqp:Tls:SniCertificates:0:CertificateFile=" + certificates.CertificateFile,
            "--Amqp:Tls:SniCertificates:0:ServerName=mq.example",
            "--DefaultUser=reader");
        (await pabal.ListensAsync()).Scheme.ShouldBe("amqp");
        var tls = await pabal.ListensAsync();
        using var certificate = certificates.Authority.IssueClient("CN=reader");

        tls.Scheme.ShouldBe("amqps");
        await using var client = await AmqpTestClient.ConnectTlsAsync(tls.Port, certificates.Client(certificate));
        var start = await client.Send(ProtocolHeader.Octets).ExpectAsync<ConnectionStart>(0);
        start.Mechanisms.ShouldEndWith(" EXTERNAL");
        client.Send(0, new ConnectionStartOk(AmqpTestClientDefaults.Properties, "EXTERNAL", [], "en_US"));
        await client.ExpectAsync<ConnectionTune>(0);
    }

    [Theory]
    [InlineData("--Amqp:Port=many", "pabal: Amqp:Port")]
    [InlineData("--Amqp:Port=70000", "pabal: Amqp:Port")]
    [InlineData("--DiskFreeLimit=plenty", "pabal: DiskFreeLimit")]
    [InlineData("--DiskFreeLimit=1000", "pabal: DiskFreeLimit")]
    [InlineData("--Sync=never", "pabal: Sync")]
    [InlineData("--Amqp:Tls:Port=70000", "pabal: Amqp:Tls:Port is '70000': it must be from 0 to 65535")]
    [InlineData("--Amqp:Tls:VerifyClient=maybe", "pabal: Amqp:Tls:VerifyClient is 'maybe': it must be 'none' or 'request' or 'require'")]
    [InlineData("--Amqp:Tls:Protocols=ssl3", "pabal: Amqp:Tls:Protocols is 'ssl3': it must be 'tls1.2'")]
    [InlineData("--Amqp:Tls:LoginName=name", "pabal: Amqp:Tls:LoginName is 'name': it must be 'distinguished_name'")]
    [InlineData("--Amqp:Tls:CertificateFile=none.crt", "pabal: Amqp:Tls:CertificateFile is 'none.crt': it can't be used: ")]
    [InlineData("--Amqp:Tls:SniCertificates:0:Name=a", "pabal: Amqp:Tls:SniCertificates:0:Name")]
    [InlineData("--Amqp:Tls:SniCertificates:x:ServerName=a", "pabal: Amqp:Tls:SniCertificates:x:ServerName")]
    [InlineData("--Amqp:Adress=127.0.0.1", "pabal: Amqp:Adress")]
    public async Task Pabal_WithAWrongValue_SaysSoInOneLine(string argument, string expected)
    {
        using var pabal = new PabalProcess(argument);

        var (exitCode, output, error) = await pabal.EndsAsync();

        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldStartWith(expected);
        error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Pabal_WhosePortIsTaken_SaysSoInOneLine()
    {
        await using var broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        using var pabal = new PabalProcess($"--Amqp:Port={broker.AmqpEndPoint.Port}");

        var (exitCode, _, error) = await pabal.EndsAsync();

        exitCode.ShouldBe(1);
        error.ShouldStartWith("pabal: ");
        error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Pabal_WhenTerminated_ClosesItsClientsAndEndsWell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        using var pabal = new PabalProcess("--Amqp:Port=0");
        var factory = new ConnectionFactory { Uri = await pabal.ListensAsync(), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var closed = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason);
            return Task.CompletedTask;
        };

        await pabal.TerminateAsync();

        var reason = await closed.Task.WaitAsync(Deadline);
        (reason.Initiator, reason.ReplyCode).ShouldBe((ShutdownInitiator.Peer, (ushort)320));
        var (exitCode, _, error) = await pabal.EndsAsync();
        exitCode.ShouldBe(0);
        error.ShouldBeEmpty();
    }
}
