using Pabal.Server.Tests.Amqp;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>Replies wait for the log as confirms do, and keep their order whatever a client sends without waiting for them.</summary>
public sealed class DurableReplyTests : IAsyncLifetime
{
    private readonly SimulatedDevice device = new();
    private readonly SyncGate gate;
    private PabalBroker broker = null!;
    private AmqpTestClient client = null!;

    public DurableReplyTests() => gate = new SyncGate(device);

    public async ValueTask InitializeAsync()
    {
        broker = await SimulatedStorage.StartAsync(device);
        client = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await client.OpenChannelAsync(2);
        await client.DeclareDurableAsync("durable");
        gate.Close();
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        await client.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task DeclareOk_OfADurableQueue_WaitsForTheSync()
    {
        client.Send(2, new QueueDeclare("transient", false, false, true, AutoDelete: false, false, FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>(2);

        client.Send(1, DurableClient.Durable("second"));

        await client.ExpectNothingMoreAsync(2);
        gate.Open();
        (await client.ExpectAsync<QueueDeclareOk>()).Queue.ShouldBe("second");
    }

    [Fact]
    public async Task RepliesToDefinitions_SentWithoutWaiting_ComeInTheirOrder()
    {
        client.Send(1, new ExchangeDeclare("news", "topic", false, true, false, false, false, FieldTable.Empty))
            .Send(1, DurableClient.Durable("second"))
            .Send(1, new QueueBind("second", "news", "a.#", false, FieldTable.Empty))
            .Send(1, new QueuePurge("second", false))
            .Send(1, new QueueDelete("second", false, false, false));
        await client.ExpectNothingMoreAsync(2);

        gate.Open();

        await client.ExpectAsync<ExchangeDeclareOk>();
        await client.ExpectAsync<QueueDeclareOk>();
        await client.ExpectAsync<QueueBindOk>();
        await client.ExpectAsync<QueuePurgeOk>();
        await client.ExpectAsync<QueueDeleteOk>();
    }

    [Fact]
    public async Task CommitOk_OfPersistentMessages_WaitsForTheSync()
    {
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        client.PublishPersistent("durable", "in the transaction").Send(1, default(TxCommit));

        await client.ExpectNothingMoreAsync(2);
        gate.Open();
        await client.ExpectAsync<TxCommitOk>();
    }

    [Fact]
    public async Task CommitOk_WhateverIsAskedBehindIt_IsNotSentBeforeTheSync()
    {
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();

        client.PublishPersistent("durable", "x").Send(1, default(TxCommit)).Send(1, new BasicQos(0, 10, false));

        await ExpectSilenceAsync();
        gate.Open();
        await client.ExpectAsync<TxCommitOk>();
        await client.ExpectAsync<BasicQosOk>();
    }

    [Fact]
    public async Task ConsumeOk_AskedBehindADeclareThatWaits_ComesBehindDeclareOkAndBeforeDeliveries()
    {
        // More than one read's worth, so that what is held up is more than what was read.
        var body = new string('x', 100_000);
        client.Send(1, DurableClient.Durable("second"))
            .Send(1, new BasicConsume("second", "c", false, true, false, false, FieldTable.Empty));
        for (var i = 0; i < 5; i++)
            client.Publish("", "second", $"{i}{body}");

        await ExpectSilenceAsync();
        gate.Open();

        await client.ExpectAsync<QueueDeclareOk>();
        (await client.ExpectAsync<BasicConsumeOk>()).ConsumerTag.ShouldBe("c");
        for (var i = 0; i < 5; i++)
            (await client.ExpectMessageAsync()).Body.ShouldBe($"{i}{body}");
    }

    [Fact]
    public async Task ChannelCloseOk_AskedBehindADeclareThatWaits_ComesBehindDeclareOk()
    {
        client.Send(1, DurableClient.Durable("second")).Send(1, new ChannelClose(ReplyCode.Success, "", AmqpMethodId.None));

        await ExpectSilenceAsync();
        gate.Open();

        await client.ExpectAsync<QueueDeclareOk>();
        await client.ExpectAsync<ChannelCloseOk>();
    }

    [Fact]
    public async Task Dispose_WhileInputIsHeldUp_ClosesInGoodOrder()
    {
        client.Send(1, DurableClient.Durable("second")).Send(1, new BasicQos(0, 10, false));
        await ExpectSilenceAsync();

        var disposed = broker.DisposeAsync().AsTask();

        (await client.ExpectErrorAsync()).ShouldStartWith("connection 320");
        client.Send(0, default(ConnectionCloseOk));
        await client.ExpectEndAsync();
        gate.Open();
        await disposed.WithinDeadline();
    }

    // Whoever could be answered too early would be by the time another connection was answered.
    private async Task ExpectSilenceAsync()
    {
        await gate.WhenReachedAsync();
        await using var other = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await other.ExpectNothingMoreAsync();
        client.Socket.Available.ShouldBe(0);
    }
}
