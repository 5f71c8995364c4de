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
        client.Send(1, new BasicConsume("q", "late", false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>(1);
        client.Publish("", "q", "a").Publish("", "q", "b");
        await client.ReadDeliveryAsync();
        await client.ReadDeliveryAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        (await client.OutcomeAsync()).ShouldBe("ok");
        time.Advance(TimeSpan.FromSeconds(2));

        (await client.ExpectAsync<BasicCancel>(1)).ConsumerTag.ShouldBe("late");
        var queue = FindQueue("q");
        queue.ReadyCount.ShouldBe(2);
        queue.ConsumerCount.ShouldBe(0);
        queue.UnacknowledgedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Consumer_OfTheSameChannelThatIsNotLate_GoesOn()
    {
        await using var client = await OpenAsync();
        client.Send(1, new QueueDeclare("other", false, false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>(1);
        client.Send(1, new BasicConsume("q", "late", false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>(1);
        client.Send(1, new BasicConsume("other", "good", false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>(1);
        client.Publish("", "q", "a");
        await client.ReadDeliveryAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        await client.ExpectAsync<BasicCancel>(1);

        client.Publish("", "other", "b");
        var delivery = await client.ReadDeliveryAsync();
        client.Send(1, new BasicAck(delivery.Tag, false));

        (await client.OutcomeAsync()).ShouldBe("ok");
        FindQueue("other").UnacknowledgedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Acknowledgement_ThatComesTooLate_IsIgnored()
    {
        await using var client = await OpenAsync();
        client.Send(1, new BasicConsume("q", "late", false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>(1);
        client.Publish("", "q", "a");
        var delivery = await client.ReadDeliveryAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        await client.ExpectAsync<BasicCancel>(1);

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
        client.Send(1, new BasicConsume("q", "late", false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<BasicConsumeOk>(1);
        client.Publish("", "q", "a");
        await client.ReadDeliveryAsync();

        time.Advance(TimeSpan.FromSeconds(6));

        (await client.ExpectAsync<BasicCancel>(1)).ConsumerTag.ShouldBe("late");
    }

    [Fact]
    public async Task Get_ThatIsLate_ReturnsToItsQueue()
    {
        await using var client = await OpenAsync();
        client.Publish("", "q", "a");
        client.Send(1, new BasicGet("q", false));
        await client.ReadGetAsync();

        time.Advance(TimeSpan.FromSeconds(61));

        await Wait.UntilAsync(() => FindQueue("q").ReadyCount == 1, "the message should be back");
        (await client.OutcomeAsync()).ShouldBe("ok");
    }

    private async Task<AmqpTestClient> OpenAsync(FieldTable? arguments = null)
    {
        var client = await AmqpTestClient.OpenAsync(Port);
        client.Send(1, new QueueDeclare("q", false, false, false, false, false, arguments ?? FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>(1);
        return client;
    }

    private Engine.Queues.Queue FindQueue(string name)
    {
        broker.Engine.TryGetVirtualHost("/", out var virtualHost).ShouldBeTrue();
        return virtualHost.GetQueue(name, this);
    }
}
