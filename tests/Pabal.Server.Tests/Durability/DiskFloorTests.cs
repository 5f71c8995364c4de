using Pabal.Server.Tests.Amqp;
using Pabal.Storage.Tests.Devices;
using RabbitMQ.Client;

namespace Pabal.Server.Tests.Durability;

/// <summary>A disk that is nearly full stops publishers, and nobody else.</summary>
public sealed class DiskFloorTests : IAsyncDisposable
{
    private const long Limit = 1024 * 1024;
    private const long Plenty = 100 * Limit;

    private readonly SimulatedDevice device = new() { Faults = { Room = Plenty } };
    private readonly ManualTime time = new();
    private readonly List<IConnection> connections = [];
    private PabalBroker? broker;

    public async ValueTask DisposeAsync()
    {
        // First, since a client that is blocked doesn't get its own close through.
        if (broker is not null)
            await broker.DisposeAsync();
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    [Fact]
    public async Task Publisher_BelowTheFloor_WaitsUntilThereIsAQuarterMore()
    {
        await StartAsync();
        var publisher = await PublisherAsync();
        await publisher.PublishAsync("before");
        SetRoom(Limit - 10_000);
        (await publisher.Blocked.WithinDeadline()).ShouldBe("low on disk");

        var waiting = publisher.PublishAsync("waits in the socket");
        SetRoom(Limit + (Limit / 5));
        await using var observer = await OpenAsync();
        (await observer.MessageCountAsync("backlog")).ShouldBe(1U);
        waiting.IsCompleted.ShouldBeFalse();
        publisher.Unblocked.IsCompleted.ShouldBeFalse();
        SetRoom(Limit + (Limit / 3));

        await publisher.Unblocked.WithinDeadline();
        await waiting.WithinDeadline();
        (await observer.MessageCountAsync("backlog")).ShouldBe(2U);
    }

    [Fact]
    public async Task Consumer_WhilePublishersWait_TakesAndAcknowledgesAndDeclares()
    {
        await StartAsync();
        var publisher = await PublisherAsync();
        for (var i = 0; i < 10; i++)
            await publisher.PublishAsync($"{i}");
        SetRoom(Limit - 10_000);
        await publisher.Blocked.WithinDeadline();
        await using var consumer = await OpenAsync();

        for (var i = 0; i < 10; i++)
        {
            var taken = (await consumer.BasicGetAsync("backlog", autoAck: false)).ShouldNotBeNull();
            await consumer.BasicAckAsync(taken.DeliveryTag, multiple: false);
        }
        await consumer.QueueDeclareAsync("another", durable: true, exclusive: false, autoDelete: false);

        (await consumer.MessageCountAsync("backlog")).ShouldBe(0U);
        await broker!.DisposeAsync();
        await using var next = await SimulatedStorage.StartAsync(device.Copy());
        await using var connection = await new ConnectionFactory { Uri = next.AmqpUri }.CreateConnectionAsync();
        await using var reader = await connection.CreateChannelAsync();
        (await reader.MessageCountAsync("backlog")).ShouldBe(0U);
        (await reader.MessageCountAsync("another")).ShouldBe(0U);
    }

    [Fact]
    public async Task Publisher_OfABrokerThatStartsBelowTheFloor_IsBlockedAtOnce()
    {
        device.Faults.Room = Limit - 10_000;
        await StartAsync();
        var publisher = await PublisherAsync();

        var publishing = publisher.PublishAsync("first");

        (await publisher.Blocked.WithinDeadline()).ShouldBe("low on disk");
        // It was on its way when its connection became a publisher's.
        await publishing.WithinDeadline();
    }

    [Fact]
    public async Task Publisher_WithNeitherMemoryNorDisk_IsToldBoth()
    {
        device.Faults.Room = Limit - 10_000;
        await StartAsync(memoryLimit: 1);
        var publisher = await PublisherAsync();
        await publisher.PublishAsync("takes memory");

        var late = await PublisherAsync(declares: false);
        _ = late.PublishAsync("second");

        (await late.Blocked.WithinDeadline()).ShouldBe("low on memory & disk");
    }

    [Fact]
    public async Task Publisher_FasterThanTheClock_IsBlockedWhenAFileOfTheLogIsFull()
    {
        device.Faults.Room = Limit + 200_000;
        await StartAsync(fileOctets: 64 * 1024);
        var publisher = await PublisherAsync();

        for (var i = 0; i < 100 && !publisher.Blocked.IsCompleted; i++)
            await Task.WhenAny(publisher.PublishAsync(new string('x', 30_000)), publisher.Blocked);

        (await publisher.Blocked.WithinDeadline()).ShouldBe("low on disk");
        broker!.StorageFailed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Dispose_WhilePublishersWait_ClosesThemInGoodOrder()
    {
        await StartAsync();
        var publisher = await PublisherAsync();
        SetRoom(Limit - 10_000);
        await publisher.PublishAsync("x");
        await publisher.Blocked.WithinDeadline();
        var closed = new TaskCompletionSource<ushort>();
        publisher.Connection.ConnectionShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason.ReplyCode);
            return Task.CompletedTask;
        };

        await broker!.DisposeAsync().AsTask().WithinDeadline();

        (await closed.Task.WithinDeadline()).ShouldBe((ushort)320);
    }

    private async Task StartAsync(long memoryLimit = 1 << 30, int fileOctets = 1024 * 1024) =>
        broker = await SimulatedStorage.StartAsync(device, Limit, time, memoryLimit, fileOctets);

    // The broker looks once a second.
    private void SetRoom(long octets)
    {
        device.Faults.Room = octets;
        time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<IConnection> ConnectAsync()
    {
        var factory = new ConnectionFactory { Uri = broker!.AmqpUri, RequestedHeartbeat = TimeSpan.Zero, AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync();
        connections.Add(connection);
        return connection;
    }

    private async Task<IChannel> OpenAsync() => await (await ConnectAsync()).CreateChannelAsync();

    private async Task<BlockedPublisher> PublisherAsync(bool declares = true)
    {
        var publisher = await BlockedPublisher.OpenAsync(await ConnectAsync(), "backlog");
        if (declares)
            await publisher.DeclareAsync();
        return publisher;
    }
}
