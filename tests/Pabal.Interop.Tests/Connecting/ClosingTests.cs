using RabbitMQ.Client.Events;

namespace Pabal.Interop.Tests.Connecting;

public class ClosingTests : BrokerTest
{
    [Fact]
    public async Task Close_ByTheClient_IsAgreedTo()
    {
        var connection = await ConnectAsync();
        var closed = connection.WhenClosed();

        await connection.CloseAsync();

        (await closed).Initiator.ShouldBe(ShutdownInitiator.Application);
        connection.CloseReason.ShouldNotBeNull().ReplyCode.ShouldBe((ushort)200);
    }

    [Fact]
    public async Task Close_OfTheBroker_TellsEveryClient()
    {
        var closed = new List<Task<ShutdownEventArgs>>();
        for (var i = 0; i < 5; i++)
        {
            var connection = await ConnectAsync();
            // The client doesn't wait for connection.open-ok; an open channel shows that the handshake is over.
            await connection.CreateChannelAsync();
            closed.Add(connection.WhenClosed());
        }

        await Broker.DisposeAsync();

        foreach (var reason in await Task.WhenAll(closed))
        {
            reason.Initiator.ShouldBe(ShutdownInitiator.Peer);
            reason.Reply().ShouldBe((320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"));
        }
    }

    [Fact]
    public async Task Close_OfAConnection_DeletesItsExclusiveQueues()
    {
        var connection = await ConnectAsync();
        var channel = await connection.CreateChannelAsync();
        string queue = await channel.QueueDeclareAsync(Unique("mine"), exclusive: true);

        await connection.CloseAsync();

        (await Messaging.RefusalAsync(() => Channel.QueueDeclarePassiveAsync(queue)))
            .ShouldBe((404, $"NOT_FOUND - no queue '{queue}' in vhost '/'"));
    }

    [Fact]
    public async Task Close_OfAChannel_ReturnsWhatItHasNotSettled()
    {
        var queue = await DeclareQueueAsync();
        await Channel.SendAsync(queue, "one", "two", "three");
        var other = await Connection.CreateChannelAsync();
        var inbox = await Inbox.OpenAsync(other, queue);
        var deliveries = await inbox.NextAsync(3);
        await other.BasicAckAsync(deliveries[1].Tag, multiple: false);

        await other.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["one", "three"]);
    }

    [Fact]
    public async Task Close_OfAConnection_ReturnsWhatItsChannelsHaveNotSettled()
    {
        var queue = await DeclareSharedQueueAsync();
        await Channel.SendAsync(queue, "one", "two", "three");
        var connection = await ConnectAsync();
        var inbox = await Inbox.OpenAsync(await connection.CreateChannelAsync(), queue);
        await inbox.NextAsync(3);

        await connection.CloseAsync();

        (await Channel.DrainAsync(queue)).ShouldBe(["one", "two", "three"]);
    }
}
