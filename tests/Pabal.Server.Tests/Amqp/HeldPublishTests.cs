using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>While memory is short, publishes wait, and nothing else of their connection does.</summary>
public sealed class HeldPublishTests : IAsyncLifetime
{
    private const int Limit = 16 * 1024 * 1024;
    private static readonly byte[] large = new byte[1024 * 1024];

    private PabalBroker broker = null!;
    private AmqpTestClient client = null!;

    public async ValueTask InitializeAsync()
    {
        broker = await PabalBroker.StartAsync(options =>
        {
            options.Amqp.Port = 0;
            options.MemoryLimit = Limit;
        });
        client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Connection_ThatPublishes_GoesOnConsumingAndAcknowledging()
    {
        await client.DeclareAsync("backlog", exclusive: false);
        await client.DeclareAsync("work");
        await client.OpenChannelAsync(2);
        client.Publish("", "work", "one").Publish("", "work", "two");
        await FillAsync();
        client.Publish("", "work", "waits");
        await client.ExpectAsync<ConnectionBlocked>(0);

        client.Send(2, new BasicQos(0, 1, false));
        await client.ExpectAsync<BasicQosOk>(2);
        await client.ConsumeAsync("work", channel: 2);
        (await client.ExpectMessageAsync(channel: 2)).Body.ShouldBe("one");
        client.Send(2, new BasicAck(1, false));
        (await client.ExpectMessageAsync(channel: 2)).Body.ShouldBe("two");
        client.Send(2, new BasicAck(2, false));
        await client.ExpectNothingMoreAsync(2);

        await PurgeAsync();
        await client.ExpectAsync<ConnectionUnblocked>(0);
        (await client.ExpectMessageAsync(channel: 2)).Body.ShouldBe("waits");
    }

    [Fact]
    public async Task Channel_ThatPublishes_KeepsItsOrder()
    {
        await client.DeclareAsync("backlog", exclusive: false);
        await client.DeclareAsync("work");
        client.Publish("amq.fanout", "", "makes it a publisher");
        await client.ExpectNothingMoreAsync();
        await FillAsync();

        await client.ExpectAsync<ConnectionBlocked>(0);
        client.Publish("", "work", "first").Send(1, new BasicGet("work", true)).Publish("", "work", "second");
        await PurgeAsync();

        await client.ExpectAsync<ConnectionUnblocked>(0);
        (await client.ExpectMessageAsync(AmqpMethodId.BasicGetOk)).Body.ShouldBe("first");
        (await client.GetAsync("work")).Body.ShouldBe("second");
    }

    [Fact]
    public async Task Close_WhilePublishesWait_PublishesThem()
    {
        await using var other = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await other.DeclareAsync("backlog", exclusive: false);
        await other.DeclareAsync("work", exclusive: false);
        client.Publish("amq.fanout", "", "makes it a publisher");
        await client.ExpectNothingMoreAsync();
        await FillAsync();
        await client.ExpectAsync<ConnectionBlocked>(0);

        client.Publish("", "work", "last words").Send(0, new ConnectionClose(ReplyCode.Success, "", AmqpMethodId.None));

        await client.ExpectAsync<ConnectionCloseOk>(0);
        (await other.GetAsync("work")).Body.ShouldBe("last words");
    }

    [Fact]
    public async Task Message_ThatHasBegun_IsCompleted()
    {
        await client.DeclareAsync("backlog", exclusive: false);
        await client.DeclareAsync("work");
        await client.OpenChannelAsync(2);
        client.Send(TestFrames.BasicPublish("", "work")).Send(TestFrames.Header(3)).Send(TestFrames.Body("ab"u8));
        await FillAsync();
        await client.ExpectAsync<ConnectionBlocked>(0);

        client.Send(TestFrames.Body("c"u8));

        await client.Send(2, new BasicGet("work", true)).ExpectMessageAsync(AmqpMethodId.BasicGetOk, 2);
    }

    [Fact]
    public async Task Transaction_ThatHasTooMuch_IsRefusedAndGivesItsMemoryBack()
    {
        await client.DeclareAsync("work");
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();

        for (var i = 0; i < 5; i++)
            client.Send(TestFrames.Publish("", "work", large, maxPayload: client.MaxFramePayload));

        (await client.OutcomeAsync()).ShouldStartWith(
            "channel 406 (60,40) PRECONDITION_FAILED - uncommitted and incomplete messages of a connection may hold 4194304 bytes");
        await Wait.UntilAsync(() => broker.Engine.Store.BytesInUse < large.Length, "the messages are gone");
    }

    [Fact]
    public async Task Transaction_ThatHasBegun_MayGoOnAndCommit()
    {
        await client.DeclareAsync("backlog", exclusive: false);
        await client.DeclareAsync("work");
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        client.Publish("", "work", "first");
        await client.ExpectNothingMoreAsync();
        await FillAsync();

        client.Publish("", "work", "second");
        await client.Send(1, default(TxCommit)).ExpectAsync<ConnectionBlocked>(0);

        await client.ExpectAsync<TxCommitOk>();
        (await client.GetAsync("work")).Body.ShouldBe("first");
        (await client.GetAsync("work")).Body.ShouldBe("second");
    }

    [Fact]
    public async Task Publisher_ThatDoesNotStop_IsReadFromUpToABound()
    {
        await client.DeclareAsync("backlog", exclusive: false);
        await FillAsync();
        var message = TestFrames.Publish("", "backlog", new byte[100_000], maxPayload: client.MaxFramePayload);

        var sent = 0;
        while (sent < 1000 && await client.TrySendAsync(message, TimeSpan.FromMilliseconds(300)))
            sent++;

        sent.ShouldBeLessThan(1000);
        await PurgeAsync();
        await Wait.UntilAsync(() => broker.Engine.Store.BytesInUse > 200_000, "they are published");
    }

    // Somebody else uses the memory up.
    private async Task FillAsync()
    {
        await using var filling = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        for (var i = 0; i < 17 && !broker.Engine.Alarm.IsRaised; i++)
            await filling.TrySendAsync(
                TestFrames.Publish("", "backlog", large, maxPayload: filling.MaxFramePayload), TimeSpan.FromMilliseconds(500));
        await Wait.UntilAsync(() => broker.Engine.Alarm.IsRaised, "memory is short");
    }

    private async Task PurgeAsync()
    {
        await using var purging = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await purging.Send(1, new QueuePurge("backlog", false)).ExpectAsync<QueuePurgeOk>();
    }
}
