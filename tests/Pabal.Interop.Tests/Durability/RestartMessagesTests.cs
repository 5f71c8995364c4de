using System.Text;

namespace Pabal.Interop.Tests.Durability;

/// <summary>What becomes of messages when the broker is stopped and started again.</summary>
public sealed class RestartMessagesTests : IAsyncLifetime
{
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private DurableBroker broker = null!;

    private IChannel Channel => broker.Channel;

    public async ValueTask InitializeAsync()
    {
        broker = await DurableBroker.StartAsync();
        await DeclareAsync("q");
    }

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task PersistentMessages_InADurableQueue_ComeBackInOrderUnmarked()
    {
        var sent = Enumerable.Range(0, 1000).Select(number => $"{number}").ToList();
        await Task.WhenAll(sent.Select(text => Channel.PublishAsync("", "q", text, properties: Persistent).AsTask()));

        await broker.RestartAsync();

        (await Channel.QueueDeclarePassiveAsync("q")).MessageCount.ShouldBe(1000U);
        var inbox = await Inbox.OpenAsync(Channel, "q", autoAck: true);
        var received = await inbox.NextAsync(1000);
        received.ConvertAll(delivery => delivery.Text).ShouldBe(sent);
        received.ShouldAllBe(delivery => !delivery.Redelivered);
    }

    [Fact]
    public async Task Messages_TransientOrInATransientQueue_AreGone()
    {
        await Channel.QueueDeclareAsync("transient", durable: false, exclusive: false, autoDelete: false);
        await Channel.PublishAsync("", "q", "transient");
        await Channel.PublishAsync("", "q", "persistent", properties: Persistent);
        await Channel.PublishAsync("", "q", "transient");
        await Channel.PublishAsync("", "transient", "persistent", properties: Persistent);

        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBe(["persistent"]);
        (await Messaging.RefusalAsync(async () => await Channel.QueueDeclarePassiveAsync("transient"))).Code.ShouldBe(404);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData(20 * 1024 * 1024)]
    public async Task Body_OfAnySize_IsWhatItWas(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        await Channel.BasicPublishAsync("", "q", mandatory: true, Persistent, body);

        await broker.RestartAsync();

        var result = (await Channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
        result.Body.Span.SequenceEqual(body).ShouldBeTrue();
    }

    [Fact]
    public async Task PropertiesAndHeaders_AreWhatTheyWere()
    {
        var properties = new BasicProperties
        {
            ContentType = "text/plain",
            ContentEncoding = "utf-8",
            DeliveryMode = DeliveryModes.Persistent,
            Priority = 7,
            CorrelationId = "correlation",
            ReplyTo = "reply",
            Expiration = "600000",
            MessageId = "id",
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Type = "greeting",
            UserId = "guest",
            AppId = "app",
            Headers = new Dictionary<string, object?>
            {
                ["text"] = "안녕",
                ["number"] = 42L,
                ["flag"] = true,
                ["none"] = null,
                ["list"] = new List<object?> { 1, "two" },
                ["table"] = new Dictionary<string, object?> { ["inner"] = 1.5 },
            },
        };
        await Channel.ExchangeDeclareAsync("news", "topic", durable: true);
        await Channel.QueueBindAsync("q", "news", "a.*");
        await Channel.PublishAsync("news", "a.b", "text", properties: properties);

        await broker.RestartAsync();

        var result = (await Channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
        (result.Exchange, result.RoutingKey, Encoding.UTF8.GetString(result.Body.Span)).ShouldBe(("news", "a.b", "text"));
        var read = result.BasicProperties;
        (read.ContentType, read.ContentEncoding, read.DeliveryMode, read.Priority, read.CorrelationId, read.ReplyTo)
            .ShouldBe(("text/plain", "utf-8", DeliveryModes.Persistent, (byte)7, "correlation", "reply"));
        (read.Expiration, read.MessageId, read.Timestamp.UnixTime, read.Type, read.UserId, read.AppId)
            .ShouldBe(("600000", "id", 1_700_000_000L, "greeting", "guest", "app"));
        var headers = read.Headers.ShouldNotBeNull();
        Encoding.UTF8.GetString((byte[])headers["text"]!).ShouldBe("안녕");
        (headers["number"], headers["flag"], headers["none"]).ShouldBe((42L, true, null));
        ((List<object?>)headers["list"]!)[0].ShouldBe(1);
        ((IDictionary<string, object?>)headers["table"]!)["inner"].ShouldBe(1.5);
    }

    [Fact]
    public async Task Messages_DeliveredAndNotAcknowledged_ReturnToTheirPlaceMarkedRedelivered()
    {
        foreach (var text in new[] { "one", "two", "three" })
            await Channel.PublishAsync("", "q", text, properties: Persistent);
        (await Channel.BasicGetAsync("q", autoAck: false)).ShouldNotBeNull();
        var second = (await Channel.BasicGetAsync("q", autoAck: false)).ShouldNotBeNull();
        await Channel.BasicAckAsync(second.DeliveryTag, multiple: false);
        // Its reply says that the acknowledgement has been taken.
        await Channel.QueueDeclarePassiveAsync("q");

        await broker.RestartAsync();

        var first = (await Channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
        (Encoding.UTF8.GetString(first.Body.Span), first.Redelivered).ShouldBe(("one", true));
        var third = (await Channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
        (Encoding.UTF8.GetString(third.Body.Span), third.Redelivered).ShouldBe(("three", false));
        (await Channel.BasicGetAsync("q", autoAck: true)).ShouldBeNull();
    }

    [Fact]
    public async Task Acknowledged_RejectedAndPurgedMessages_StayAway()
    {
        await DeclareAsync("purged");
        for (var i = 0; i < 3; i++)
        {
            await Channel.PublishAsync("", "q", $"{i}", properties: Persistent);
            await Channel.PublishAsync("", "purged", $"{i}", properties: Persistent);
        }
        var acknowledged = (await Channel.BasicGetAsync("q", autoAck: false)).ShouldNotBeNull();
        await Channel.BasicAckAsync(acknowledged.DeliveryTag, multiple: false);
        var rejected = (await Channel.BasicGetAsync("q", autoAck: false)).ShouldNotBeNull();
        await Channel.BasicRejectAsync(rejected.DeliveryTag, requeue: false);
        (await Channel.QueuePurgeAsync("purged")).ShouldBe(3U);

        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBe(["2"]);
        (await Channel.DrainAsync("purged")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Purge_OfAQueueThatIsOnlyInTheLog_StaysPurged()
    {
        await Channel.PublishAsync("", "q", "before", properties: Persistent);
        await broker.RestartAsync();

        (await Channel.QueuePurgeAsync("q")).ShouldBe(1U);
        await Channel.PublishAsync("", "q", "after", properties: Persistent);
        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBe(["after"]);
    }

    [Fact]
    public async Task MessageToSeveralQueues_IsInEach_AndInNoneOfThemTwice()
    {
        await DeclareAsync("other");
        await Channel.QueueBindAsync("q", "amq.fanout", "");
        await Channel.QueueBindAsync("other", "amq.fanout", "");
        await Channel.QueueBindAsync("other", "amq.fanout", "again");
        await Channel.PublishAsync("amq.fanout", "", "all", properties: Persistent);
        (await Channel.DrainAsync("q")).ShouldBe(["all"]);

        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBeEmpty();
        (await Channel.DrainAsync("other")).ShouldBe(["all"]);
    }

    [Fact]
    public async Task Transaction_Committed_IsThereAndRolledBack_IsNot()
    {
        var channel = await broker.OpenOtherAsync();
        await Channel.PublishAsync("", "q", "taken", properties: Persistent);
        await channel.TxSelectAsync();
        var taken = (await channel.BasicGetAsync("q", autoAck: false)).ShouldNotBeNull();
        await channel.BasicAckAsync(taken.DeliveryTag, multiple: false);
        await channel.PublishAsync("", "q", "committed", properties: Persistent);
        await channel.TxCommitAsync();
        await channel.PublishAsync("", "q", "rolled back", properties: Persistent);
        await channel.TxRollbackAsync();

        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBe(["committed"]);
    }

    [Fact]
    public async Task Queue_RestartedSeveralTimes_KeepsItsOrderAmongOldAndNew()
    {
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 10; i++)
                await Channel.PublishAsync("", "q", $"{round}.{i}", properties: Persistent);
            (await Channel.BasicGetAsync("q", autoAck: true)).ShouldNotBeNull();
            await broker.RestartAsync();
        }

        (await Channel.DrainAsync("q")).ShouldBe(
            Enumerable.Range(0, 40).Select(number => $"{number / 10}.{number % 10}").Skip(4));
    }

    [Fact]
    public async Task QueueDeletedAndDeclaredAgain_IsEmptyAfterTheRestart()
    {
        await Channel.PublishAsync("", "q", "of the old one", properties: Persistent);
        await Channel.QueueDeleteAsync("q");
        await DeclareAsync("q");
        await Channel.PublishAsync("", "q", "of the new one", properties: Persistent);

        await broker.RestartAsync();

        (await Channel.DrainAsync("q")).ShouldBe(["of the new one"]);
    }

    private Task DeclareAsync(string queue) => Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
}
