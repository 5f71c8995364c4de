using System.Diagnostics;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Pabal.Server.Tests.Amqp;

/// <summary>What a memory alarm does to connections, and what it must not keep from happening.</summary>
public class MemoryAlarmTests
{
    private const int MemoryLimit = 16 * 1024 * 1024;

    [Fact]
    public async Task Publish_WithMemoryToSpare_IsNotAnnouncedAsUnblocked()
    {
        await using var broker = await StartAsync();
        await using var connection = await Factory(broker).CreateConnectionAsync();
        var announcements = 0;
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Interlocked.Increment(ref announcements);
            return Task.CompletedTask;
        };
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("q", exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "q", new byte[1]);
        // What was announced comes before the reply.
        await channel.QueueDeclarePassiveAsync("q");

        announcements.ShouldBe(0);
    }

    [Fact]
    public async Task Dispose_WhilePublishersWait_ClosesThemInGoodOrder()
    {
        var broker = await StartAsync(options => options.Amqp.CloseTimeoutMs = 20_000);
        await using var connection = await Factory(broker).CreateConnectionAsync();
        await BlockAsync(connection);
        var closed = new TaskCompletionSource<ushort>();
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason.ReplyCode);
            return Task.CompletedTask;
        };
        var started = Stopwatch.GetTimestamp();
        await broker.DisposeAsync();

        (await closed.Task.WithinDeadline()).ShouldBe((ushort)320);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Abort_OfAWaitingPublisher_ReturnsWhatItHadNotAcknowledged()
    {
        await using var broker = await StartAsync(options => options.Amqp.HeartbeatSeconds = 1);
        Socket? socket = null;
        var factory = Factory(broker);
        factory.RequestedHeartbeat = TimeSpan.FromSeconds(1);
        factory.AutomaticRecoveryEnabled = false;
        factory.SocketFactory = family =>
        {
            socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            return new TcpClientAdapter(socket);
        };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("held", exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "held", new byte[1]);
        (await channel.BasicGetAsync("held", autoAck: false)).ShouldNotBeNull();
        await BlockAsync(connection);

        socket!.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        await using var other = await Factory(broker).CreateConnectionAsync();
        await using var watching = await other.CreateChannelAsync();
        await Eventually.TrueAsync(
            async () => (await watching.QueueDeclarePassiveAsync("held")).MessageCount == 1, "the message is back");
    }

    private static Task<PabalBroker> StartAsync(Action<PabalOptions>? configure = null) => PabalBroker.StartAsync(options =>
    {
        options.Amqp.Port = 0;
        options.MemoryLimit = MemoryLimit;
        configure?.Invoke(options);
    });

    private static ConnectionFactory Factory(PabalBroker broker) => new() { Uri = broker.AmqpUri, RequestedHeartbeat = TimeSpan.Zero };

    /// <summary>Publishes until the broker says that it is short of memory.</summary>
    private static async Task BlockAsync(IConnection connection)
    {
        var blocked = new TaskCompletionSource();
        connection.ConnectionBlockedAsync += (_, _) =>
        {
            blocked.TrySetResult();
            return Task.CompletedTask;
        };
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("backlog", exclusive: false, autoDelete: false);
        for (var sent = 0; sent <= MemoryLimit; sent += 1024 * 1024)
            await channel.BasicPublishAsync("", "backlog", new byte[1024 * 1024]);
        await blocked.Task.WithinDeadline();
    }
}
