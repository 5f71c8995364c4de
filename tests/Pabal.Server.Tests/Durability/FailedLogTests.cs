using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Server.Tests.Amqp;
using Pabal.Storage;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Durability;

/// <summary>What is done to a broker between the failure of its log and the moment when everybody knows.</summary>
public sealed class FailedLogTests : IDisposable
{
    private readonly SimulatedDevice device = new();
    private readonly FlushSet touched = new();
    private readonly Broker broker;
    private readonly VirtualHost host;
    private readonly Queue queue;

    public FailedLogTests()
    {
        broker = new Broker(device, new LogOptions { FileOctets = 1024 * 1024 }, 1 << 30);
        broker.TryGetVirtualHost("/", out var found).ShouldBeTrue();
        host = found!;
        queue = Declare("durable");
    }

    public void Dispose() => broker.Dispose();

    [Fact]
    public async Task Publish_AfterTheFailure_IsNeverDurable()
    {
        await FailAsync();
        var publisher = new Publisher(host, touched);

        Publish(publisher);
        publisher.Flush();

        publisher.LoggedEnd.ShouldBe(LogMark.Never);
        publisher.Flush();
        publisher.LoggedEnd.ShouldBe(LogMark.Never);
    }

    [Fact]
    public async Task Commit_AfterTheFailure_IsNeverDurable()
    {
        await FailAsync();
        var publisher = new Publisher(host, touched);

        publisher.BeginTransaction();
        Publish(publisher);
        publisher.CommitTransaction();

        publisher.LoggedEnd.ShouldBe(LogMark.Never);
    }

    [Fact]
    public async Task Definitions_ChangedAfterTheFailure_AreNeverDurable()
    {
        await FailAsync();

        Declare("second");

        host.DefinitionsEnd.ShouldBe(LogMark.Never);
        host.DeleteQueue("second", this, ifUnused: false, ifEmpty: false);
        host.DefinitionsEnd.ShouldBe(LogMark.Never);
        // Its lock was left.
        await Task.Run(() => host.HasQueue("second")).WithinDeadline();
    }

    [Fact]
    public async Task Acknowledgement_AfterTheFailure_LeavesTheQueueUsable()
    {
        var publisher = new Publisher(host, touched);
        Publish(publisher);
        publisher.Flush();
        queue.TryTake(out var message, out _).ShouldBeTrue();
        await FailAsync();

        queue.Acknowledge([message]);

        (queue.ReadyCount, queue.UnacknowledgedCount).ShouldBe((0, 0));
    }

    private Queue Declare(string name) =>
        host.DeclareQueue(new QueueDefinition(name, Durable: true, Exclusive: false, AutoDelete: false, FieldTable.Empty), this);

    private async Task FailAsync()
    {
        device.Faults.FailAt(DeviceCall.Write, 1);
        Declare("what the log fails at");
        await Wait.UntilAsync(() => broker.Durability!.HasFailed, "the log fails");
    }

    private static void Publish(Publisher publisher)
    {
        var message = new IncomingMessage();
        var properties = new byte[64];
        var writer = new AmqpWriter(properties);
        DurableClient.Persistent.Write(ref writer);
        publisher.Begin(message, publisher.Resolve(MessageEnvelope.Encode("", "durable")), properties.AsSpan(0, writer.Written), 0);
        publisher.Complete(message).ShouldBe(PublishResult.Routed);
    }
}
