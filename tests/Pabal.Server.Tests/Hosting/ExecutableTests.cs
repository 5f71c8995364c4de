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

    [Theory]
    [InlineData("--Amqp:Port=many", "pabal: Amqp:Port")]
    [InlineData("--Amqp:Port=70000", "pabal: Amqp:Port")]
    [InlineData("--DiskFreeLimit=plenty", "pabal: DiskFreeLimit")]
    [InlineData("--DiskFreeLimit=1000", "pabal: DiskFreeLimit")]
    [InlineData("--Sync=never", "pabal: Sync")]
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
