using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Tests.Durability;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Queues;

/// <summary>What expires or finds no room in a queue with a dead-letter exchange.</summary>
public sealed class DeadLimitsTests : IDisposable
{
    private static readonly WaitingLimits few = new() { MaxHeadCount = 4, MaxTailCount = 4, LowHeadCount = 2 };

    private readonly ManualTime time = new();
    private DrivenBroker broker;

    public DeadLimitsTests()
    {
        broker = new DrivenBroker(new SimulatedDevice(), 16 * 1024, few, time);
        broker.Declare("dead");
        broker.Hold();
    }

    public void Dispose() => broker.Dispose();

    [Fact]
    public void ExpiredMessages_GoThereInOrder()
    {
        Declare(("x-message-ttl", FieldValue.Int64(1000)));
        for (var i = 0; i < 100; i++)
            broker.Publish("q", $"{i}");
        Kill();

        time.Advance(1000);
        Settle();

        broker.Queue("q").ReadyCount.ShouldBe(0);
        Reason().ShouldBe("expired");
        broker.Drain("dead").ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [Fact]
    public void DroppedHeads_ThatAreOnDisk_GoThereInOrder()
    {
        Declare(("x-max-length", FieldValue.Int64(50)));
        for (var i = 0; i < 200; i++)
        {
            broker.Publish("q", $"{i}");
            if (i % 25 == 0)
                Settle();
        }
        Settle();

        broker.Queue("q").ReadyCount.ShouldBe(50);
        Reason().ShouldBe("maxlen");
        Kill();
        broker.Drain("dead").ShouldBe(Enumerable.Range(0, 150).Select(i => $"{i}"));
        broker.Drain("q").ShouldBe(Enumerable.Range(150, 50).Select(i => $"{i}"));
    }

    [Theory]
    [InlineData("reject-publish-dlx", "refused")]
    [InlineData("reject-publish", null)]
    public void RefusedMessage_GoesThereWhenTheOverflowSaysSo(string overflow, string? expected)
    {
        Declare(("x-max-length", FieldValue.Int64(1)), ("x-overflow", FieldValue.String(overflow)));
        broker.Publish("q", "taken").ShouldBe(PublishResult.Routed);

        broker.Publish("q", "refused").ShouldBe(PublishResult.Rejected);
        Settle();

        if (expected is not null)
            Reason().ShouldBe("maxlen");
        Kill();
        broker.Drain("dead").ShouldBe(expected is null ? [] : [expected]);
        broker.Drain("q").ShouldBe(["taken"]);
    }

    [Fact]
    public void DeadLetters_OfAQueueThatExpires_AreNone()
    {
        Declare(("x-expires", FieldValue.Int64(1000)));
        broker.Publish("q", "m");

        time.Advance(1000);
        Settle();

        broker.VirtualHost.HasQueue("q").ShouldBeFalse();
        broker.Queue("dead").ReadyCount.ShouldBe(0);
    }

    private void Declare(params (string Name, FieldValue Value)[] arguments) => broker.DeclareWith("q", [
        (QueueArguments.DeadLetterExchange, FieldValue.String("")), ("x-dead-letter-routing-key", FieldValue.String("dead")), .. arguments]);

    // All that is to be read and published in the background is.
    private void Settle()
    {
        broker.Commit().ShouldBeTrue();
        broker.Load();
        broker.RunDeadLetters();
        broker.Commit().ShouldBeTrue();
    }

    private string Reason()
    {
        var queue = broker.Queue("dead");
        queue.TryTake(out var message, out _).ShouldBeTrue();
        new BasicPropertiesView(broker.Broker.Store.Open(message.Entry).Properties).TryGetHeaders(out var headers).ShouldBeTrue();
        new AmqpReader(headers).ReadTable().TryGet("x-first-death-reason", out var reason).ShouldBeTrue();
        queue.Return([message], broker.Touched);
        return reason.AsString;
    }

    private void Kill()
    {
        broker.Commit().ShouldBeTrue();
        broker = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), 16 * 1024, few, time);
        broker.Hold();
    }
}
