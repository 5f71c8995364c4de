using Pabal.Server.Tests.Amqp;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>Nothing durable is promised before the device has it.</summary>
public sealed class DurableConfirmTests : IAsyncLifetime
{
    private readonly SimulatedDevice device = new();
    private readonly SyncGate gate;
    private PabalBroker broker = null!;
    private AmqpTestClient client = null!;

    public DurableConfirmTests() => gate = new SyncGate(device);

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
    public async Task Confirms_OfPersistentMessages_WaitForTheSyncAndComeTogether()
    {
        await client.SelectConfirmsAsync();
        client.PublishPersistent("durable", "1");
        await gate.WhenReachedAsync();
        for (var i = 2; i <= 10; i++)
        {
            client.PublishPersistent("durable", $"{i}");
            await client.ExpectNothingMoreAsync();
        }

        gate.Open();

        var confirms = await client.ConfirmsAsync(10);
        confirms.Count.ShouldBeLessThanOrEqualTo(2);
        confirms[^1].ShouldBe("10+");
    }

    [Fact]
    public async Task Confirm_OfATransientMessage_WaitsForNothing()
    {
        await client.SelectConfirmsAsync();
        await client.SelectConfirmsAsync(2);
        client.PublishPersistent("durable", "waits");
        await client.ExpectNothingMoreAsync();

        client.Publish("", "durable", "transient", channel: 2);

        (await client.ExpectAsync<BasicAck>(2)).DeliveryTag.ShouldBe(1UL);
        await client.ExpectNothingMoreAsync();
        gate.Open();
        (await client.ConfirmsAsync(1)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nack_BehindAPersistentMessage_WaitsForItsConfirm()
    {
        var arguments = new FieldTable();
        arguments.Set("x-max-length", FieldValue.Int64(0));
        arguments.Set("x-overflow", FieldValue.String("reject-publish"));
        await client.Send(1, new QueueDeclare("full", false, false, true, AutoDelete: false, false, arguments)).ExpectAsync<QueueDeclareOk>();
        await client.SelectConfirmsAsync();
        client.PublishPersistent("full", "first");
        (await client.OutcomesAsync(1)).ShouldBe("-");
        client.PublishPersistent("durable", "second").PublishPersistent("full", "third").PublishPersistent("full", "fourth");
        client.PublishPersistent("durable", "fifth");
        await client.ExpectNothingMoreAsync();

        gate.Open();

        (await client.ExpectAsync<BasicAck>()).ShouldBe(new BasicAck(2, false));
        (await client.ExpectAsync<BasicNack>()).ShouldBe(new BasicNack(4, true, false));
        (await client.ExpectAsync<BasicAck>()).ShouldBe(new BasicAck(5, false));
    }

    [Fact]
    public async Task Confirm_OfATransientMessageBehindAPersistentOne_WaitsForIt()
    {
        await client.SelectConfirmsAsync();
        client.PublishPersistent("durable", "persistent");
        await client.ExpectNothingMoreAsync();

        client.Publish("", "durable", "transient");

        await client.ExpectNothingMoreAsync();
        gate.Open();
        (await client.ConfirmsAsync(2)).ShouldBe(["2+"]);
    }

    [Fact]
    public async Task Return_OfAMandatoryMessage_ComesBeforeItsConfirm()
    {
        await client.SelectConfirmsAsync();
        client.PublishPersistent("durable", "waits");
        client.Publish("", "nowhere", "back", DurableClient.Persistent, mandatory: true);

        (await client.ExpectMessageAsync(AmqpMethodId.BasicReturn)).Body.ShouldBe("back");
        await client.ExpectNothingMoreAsync();
        gate.Open();
        (await client.ConfirmsAsync(2)).ShouldBe(["2+"]);
    }

    [Fact]
    public async Task DeliveryOfAPersistentMessage_DoesNotWaitForItsSync()
    {
        await client.ConsumeAsync("durable", noAck: true, channel: 2);

        client.PublishPersistent("durable", "now");

        (await client.ExpectMessageAsync(channel: 2)).Body.ShouldBe("now");
    }
}
