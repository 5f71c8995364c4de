using Pabal.Engine.Queues;
using Pabal.Engine.Selectors;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What consumers with selectors leave in a queue that is longer than its memory, when the broker is killed.</summary>
public sealed class SelectiveRecoveryTests
{
    private const int FileOctets = 4096;

    private static readonly WaitingLimits few = new() { MaxHeadCount = 4, MaxTailCount = 4, LowHeadCount = 2 };

    [Fact]
    public void Kill_WithMessagesSetAside_LeavesAllThatWereNotSettledInOrder()
    {
        using var broker = new DrivenBroker(new SimulatedDevice(), FileOctets, few);
        broker.Declare("q");
        broker.Hold();
        for (var i = 0; i < 60; i++)
            broker.PublishLater("", "q", $"{i}", priority: (byte)(i % 3));
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        broker.Load();
        var settled = new FakeTarget();
        var kept = new FakeTarget(credit: 5);
        Consume(broker, settled, "JMSPriority = 0", autoAcknowledge: true);
        Consume(broker, kept, "JMSPriority = 1", autoAcknowledge: false);
        broker.Load();
        settled.Bodies.ShouldBe(Numbers().Where((_, i) => i % 3 == 0));
        kept.Bodies.ShouldBe(["1", "4", "7", "10", "13"]);
        broker.Queue("q").Acknowledge(kept.TakeSettlements().AsSpan(1, 2));
        broker.Commit().ShouldBeTrue();

        using var next = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), FileOctets, few);

        next.Drain("q").ShouldBe(Numbers().Where((body, i) => i % 3 != 0 && body is not ("4" or "7")));
    }

    private static IEnumerable<string> Numbers() => Enumerable.Range(0, 60).Select(i => $"{i}");

    private static void Consume(DrivenBroker broker, FakeTarget target, string selector, bool autoAcknowledge)
    {
        var queue = broker.Queue("q");
        var consumer = new Consumer(queue, "tag", target) { AutoAcknowledge = autoAcknowledge, Selector = Selector.Parse(selector) };
        queue.Subscribe(consumer);
        queue.Resume(consumer, broker.Touched);
    }
}
