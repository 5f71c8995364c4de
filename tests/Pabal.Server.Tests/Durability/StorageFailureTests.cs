using System.Net.Sockets;
using Pabal.Server.Tests.Amqp;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>A failed write or sync: nothing is confirmed any more, everybody is told, and nothing hangs.</summary>
public sealed class StorageFailureTests : IAsyncLifetime
{
    private const string Closed = "connection 541 (0,0) INTERNAL_ERROR - the storage has failed";

    private readonly SimulatedDevice device = new();
    private readonly SyncGate gate;
    private PabalBroker broker = null!;
    private AmqpTestClient client = null!;

    public StorageFailureTests() => gate = new SyncGate(device);

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
        await broker.DisposeAsync().AsTask().WithinDeadline();
    }

    [Fact]
    public async Task Confirms_ThatWait_AreRefusedTogetherBeforeTheConnectionIsClosed()
    {
        await client.SelectConfirmsAsync();
        for (var i = 0; i < 3; i++)
        {
            client.PublishPersistent("durable", $"{i}");
            await client.ExpectNothingMoreAsync();
        }

        gate.Fail();

        var nack = await client.ExpectAsync<BasicNack>();
        (nack.DeliveryTag, nack.Multiple).ShouldBe((3UL, true));
        (await client.ExpectErrorAsync()).ShouldBe(Closed);
    }

    [Fact]
    public async Task Confirm_OfATransientMessageBehindAPersistentOne_DoesNotConfirmBoth()
    {
        await client.SelectConfirmsAsync();
        client.PublishPersistent("durable", "persistent");
        await client.ExpectNothingMoreAsync();
        client.Publish("", "durable", "transient");
        await client.ExpectNothingMoreAsync();

        gate.Fail();

        var nack = await client.ExpectAsync<BasicNack>();
        (nack.DeliveryTag, nack.Multiple).ShouldBe((2UL, true));
        (await client.ExpectErrorAsync()).ShouldBe(Closed);
    }

    [Fact]
    public async Task CommitOk_ThatWaits_IsNotSent()
    {
        await client.Send(1, default(TxSelect)).ExpectAsync<TxSelectOk>();
        client.PublishPersistent("durable", "x").Send(1, default(TxCommit));
        await client.ExpectNothingMoreAsync(2);

        gate.Fail();

        (await client.ExpectErrorAsync()).ShouldBe(Closed);
    }

    [Fact]
    public async Task DeclareOk_ThatWaitsAndHoldsUpTheInput_IsNotSent()
    {
        client.Send(1, DurableClient.Durable("second")).Send(1, new BasicQos(0, 10, false));
        await gate.WhenReachedAsync();

        gate.Fail();

        (await client.ExpectErrorAsync()).ShouldBe(Closed);
    }

    [Fact]
    public async Task Acknowledgements_OfConsumersThatGoOn_DisturbNobody()
    {
        await client.ConsumeAsync("durable", channel: 2);
        await using var automatic = await AmqpTestClient.OpenAsync(broker.AmqpEndPoint.Port);
        await automatic.ConsumeAsync("durable", noAck: true);
        for (var i = 0; i < 10; i++)
            client.PublishPersistent("durable", $"{i}");
        for (var i = 0; i < 5; i++)
            await client.ExpectMessageAsync(channel: 2);

        gate.Fail();
        client.Send(2, new BasicAck(0, Multiple: true));

        (await client.ExpectErrorAsync()).ShouldBe(Closed);
        // By then everybody was told.
        await broker.StorageFailed.WithinDeadline();
        (await automatic.OutcomeAsync()).ShouldBe(Closed);
    }

    [Fact]
    public async Task StorageFailed_Completes_AndNobodyIsLetInAnyMore()
    {
        client.PublishPersistent("durable", "x");
        await gate.WhenReachedAsync();
        broker.StorageFailed.IsCompleted.ShouldBeFalse();

        gate.Fail();

        (await broker.StorageFailed.WithinDeadline()).Message.ShouldContain("simulated input/output error");
        (await client.ExpectErrorAsync()).ShouldBe(Closed);
        await Should.ThrowAsync<SocketException>(() => AmqpTestClient.ConnectAsync(broker.AmqpEndPoint.Port));
    }

    [Fact]
    public async Task StorageFailed_WhenTheLastWriteFails_HasCompletedWithTheStop()
    {
        gate.Open();
        device.Faults.FailAt(DeviceCall.Write, 1);

        await broker.DisposeAsync().AsTask().WithinDeadline();

        broker.StorageFailed.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Restart_OnWhatTheFailureLeft_HasWhatWasConfirmed()
    {
        gate.Open();
        await client.SelectConfirmsAsync();
        client.PublishPersistent("durable", "confirmed");
        await client.ConfirmsAsync(1);
        gate.Close();
        client.PublishPersistent("durable", "refused");
        await client.ExpectNothingMoreAsync();
        gate.Fail();
        await client.ExpectAsync<BasicNack>();
        await broker.StorageFailed.WithinDeadline();
        await broker.DisposeAsync().AsTask().WithinDeadline();

        await using var next = await SimulatedStorage.StartAsync(device.Crash(CrashStyle.LosesAll));

        await using var reader = await AmqpTestClient.OpenAsync(next.AmqpEndPoint.Port);
        (await reader.GetAsync("durable")).Body.ShouldBe("confirmed");
        await reader.Send(1, new BasicGet("durable", NoAck: true)).ExpectAsync<BasicGetEmpty>();
    }

    [Fact]
    public async Task Get_OfMessagesThatCannotBeRead_FindsNoneAndTellsOnce()
    {
        client.PublishPersistent("durable", "x");
        gate.Open();
        await client.DisposeAsync();
        await broker.DisposeAsync();
        var left = device.Copy();
        await using var next = await SimulatedStorage.StartAsync(left);
        left.Faults.FailAt(DeviceCall.Read, 1);

        await using var reader = await AmqpTestClient.OpenAsync(next.AmqpEndPoint.Port);
        await reader.Send(1, new BasicGet("durable", NoAck: true)).ExpectAsync<BasicGetEmpty>();
    }
}
