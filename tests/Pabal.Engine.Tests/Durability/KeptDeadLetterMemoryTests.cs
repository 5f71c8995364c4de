using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What reading kept dead letters leaves in memory. It runs alone, since all tests share one heap.</summary>
[Collection(typeof(KeptDeadLetterMemoryTests))]
[CollectionDefinition(DisableParallelization = true)]
public class KeptDeadLetterMemoryTests
{
    private const int QueueCount = 50;
    private const int BodyLength = 100_000;

    [Fact]
    public void DeadLetters_ThatWereReadAndAreKeptAgain_LeaveNoBufferToEachQueue()
    {
        var time = new ManualTime();
        using var broker = new DrivenBroker(new SimulatedDevice(), 4 * 1024 * 1024, time: time);
        for (var i = 0; i < QueueCount; i++)
            RejectOne(broker, $"q{i}");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        time.Advance(60_000);
        broker.RunDeadLetters();

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(QueueCount * BodyLength / 2);
        broker.Queue("q0").DeadLetterCount.ShouldBe(1);
    }

    private static void RejectOne(DrivenBroker broker, string name)
    {
        var queue = broker.Declare(
            name,
            ("x-queue-type", "quorum"),
            ("x-dead-letter-exchange", ""),
            ("x-dead-letter-routing-key", "dead"),
            ("x-dead-letter-strategy", "at-least-once"));
        broker.Publish(name, new string('x', BodyLength));
        broker.Commit().ShouldBeTrue();
        queue.TryTake(out var message, out _).ShouldBeTrue();
        queue.Reject([message]);
        broker.RunDeadLetters();
    }
}
