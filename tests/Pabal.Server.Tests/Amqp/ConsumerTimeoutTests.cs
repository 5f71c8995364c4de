using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp;

/// <summary>Deliveries that a consumer keeps for too long, by an injected clock.</summary>
public sealed class ConsumerTimeoutTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private PabalBroker broker = null!;

    private int Port => broker.AmqpEndPoint.Port;

    public async ValueTask InitializeAsync() => broker = await PabalBroker.StartAsync(
        options =>
        {
            options.Amqp.Port = 0;
            options.Amqp.ConsumerTimeoutMs = 60_000;
        },
        time: time);

    public ValueTask DisposeAsync()
    {
        var disposal = broker.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        return disposal;
    }

    [Fact]
    public async Task Consumer_WithALateDelivery_IsCancelledAndItsMessagesReturn()
    {
        await using var client = await OpenAsync();
        await client.ConsumeAsync("q", "late");
        client.Publish("", "q", "a").Publish("", "q", "b");
        await client.ExpectMessageAsync();
        await client.ExpectMessageAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        (await client.OutcomeAsync()).ShouldBe("ok");
        await AdvanceUntilAsync(() => FindQueue("q").ConsumerCount == 0);

        (await client.ExpectAsync<BasicCancel>()).ConsumerTag.ShouldBe("late");
        var queue = FindQueue("q");
        queue.ReadyCount.ShouldBe(2);
        queue.ConsumerCount.ShouldBe(0);
        queue.UnacknowledgedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Consumer_OfTheSameChannelThatIsNotLate_GoesOn()
    {
        await using var client = await OpenAsync();
        await client.DeclareAsync("other", exclusive: false);
        await client.ConsumeAsync("q", "late");
        await client.ConsumeAsync("other", "good");
        client.Publish("", "q", "a");
        await client.ExpectMessageAsync();
        await AdvanceUntilAsync(() => FindQueue("q").ConsumerCount == 0);
        await client.ExpectAsync<BasicCancel>();

        client.Publish("", "other", "b");
        var delivery = await client.ExpectMessageAsync();
        client.Send(1, new BasicAck(delivery.Tag, false));

        (await client.OutcomeAsync()).ShouldBe("ok");
        FindQueue("other").UnacknowledgedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Acknowledgement_ThatComesTooLate_IsIgnored()
    {
        await using var client = await OpenAsync();
        await client.ConsumeAsync("q", "late");
        client.Publish("", "q", "a");
        var delivery = await client.ExpectMessageAsync();
        await AdvanceUntilAsync(() => FindQueue("q").ConsumerCount == 0);
        await client.ExpectAsync<BasicCancel>();

        client.Send(1, new BasicAck(delivery.Tag, false)).Send(1, new BasicNack(delivery.Tag, true, true));

        (await client.OutcomeAsync()).ShouldBe("ok");
        FindQueue("q").ReadyCount.ShouldBe(1);
    }

    [Fact]
    public async Task Queue_WithATimeoutOfItsOwn_GoesByThat()
    {
        var arguments = new FieldTable();
        arguments.Set("x-consumer-timeout", FieldValue.Int32(5000));
        await using var client = await OpenAsync(arguments);
        await client.ConsumeAsync("q", "late");
        client.Publish("", "q", "a");
        await client.ExpectMessageAsync();

        time.Advance(TimeSpan.FromSeconds(4));
        FindQueue("q").ConsumerCount.ShouldBe(1);
        await AdvanceUntilAsync(() => FindQueue("q").ConsumerCount == 0);

        (await client.ExpectAsync<BasicCancel>()).ConsumerTag.ShouldBe("late");
    }

    [Fact]
    public async Task Get_ThatIsLate_ReturnsToItsQueue()
    {
        await using var client = await OpenAsync();
        client.Publish("", "q", "a");
        await client.GetAsync("q", noAck: false);

        await AdvanceUntilAsync(() => FindQueue("q").ReadyCount == 1);

        (await client.OutcomeAsync()).ShouldBe("ok");
    }

    private async Task<AmqpTestClient> OpenAsync(FieldTable? arguments = null)
    {
        var client = await AmqpTestClient.OpenAsync(Port);
        client.Send(1, new QueueDeclare("q", false, false, false, false, false, arguments ?? FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>(1);
        return client;
    }

    // Step by step: a tick passes a connection over that is just being served.
    private Task AdvanceUntilAsync(Func<bool> condition) => Wait.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "what is late should be taken back");

    private Engine.Queues.Queue FindQueue(string name)
    {
        broker.Engine.TryGetVirtualHost("/", out var virtualHost).ShouldBeTrue();
        return virtualHost.GetQueue(name, this);
    }
}
