using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests.Connecting;

public class TuningTests : BrokerTest
{
    [Fact]
    public async Task Limits_WithLowerWishes_AreTheClients()
    {
        var connection = await ConnectAsync(factory =>
        {
            factory.RequestedChannelMax = 7;
            factory.RequestedFrameMax = 8192;
            factory.RequestedHeartbeat = TimeSpan.FromSeconds(11);
        });

        (connection.ChannelMax, connection.FrameMax, connection.Heartbeat)
            .ShouldBe(((ushort)7, 8192u, TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public async Task Limits_WithNoWishes_AreTheBrokers()
    {
        var connection = await ConnectAsync(factory =>
        {
            factory.RequestedChannelMax = 0;
            factory.RequestedFrameMax = 0;
            factory.RequestedHeartbeat = TimeSpan.Zero;
        });

        (connection.ChannelMax, connection.FrameMax).ShouldBe(((ushort)2047, 131072u));
    }

    [Fact]
    public async Task SmallFrames_CarryALargeBody()
    {
        var connection = await ConnectAsync(factory => factory.RequestedFrameMax = 4096);
        var channel = await connection.CreateChannelAsync();
        string queue = await channel.QueueDeclareAsync();
        var body = new byte[100_000];
        Random.Shared.NextBytes(body);

        await channel.BasicPublishAsync("", queue, body);

        (await channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull().Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task Channels_UpToTheLimit_AreAllUsable()
    {
        var connection = await ConnectAsync();
        var queue = await DeclareSharedQueueAsync();
        var channels = new List<IChannel>();
        while (channels.Count < connection.ChannelMax)
            channels.Add(await connection.CreateChannelAsync());

        foreach (var channel in channels)
            await channel.SendAsync(queue, "hello");

        channels.Count.ShouldBe(2047);
        await Should.ThrowAsync<ChannelAllocationException>(() => connection.CreateChannelAsync());
        foreach (var channel in channels)
            (await channel.BasicGetAsync(queue, autoAck: true)).ShouldNotBeNull();
    }

    [Fact]
    public async Task ChannelNumber_OfAClosedChannel_IsUsedAgain()
    {
        var connection = await ConnectAsync(factory => factory.RequestedChannelMax = 1);
        for (var round = 0; round < 3; round++)
        {
            await using var channel = await connection.CreateChannelAsync();
            channel.ChannelNumber.ShouldBe(1);
            await channel.QueueDeclareAsync();
            await channel.CloseAsync();
        }
    }
}
