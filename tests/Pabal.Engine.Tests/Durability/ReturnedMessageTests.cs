using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Durability;

/// <summary>How often messages came back, and until when they wait, across restarts.</summary>
public sealed class ReturnedMessageTests : IDisposable
{
    private const int FileOctets = 2048;

    private static readonly WaitingLimits few = new() { MaxHeadCount = 4, MaxTailCount = 4, LowHeadCount = 2 };

    private readonly ManualTime time = new();
    private DrivenBroker broker;

    public ReturnedMessageTests()
    {
        broker = new DrivenBroker(new SimulatedDevice(), FileOctets, few, time);
        broker.Hold();
    }

    public void Dispose() => broker.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restart_KeepsTheCountsOfWhatCameBack(bool crashes)
    {
        var queue = broker.DeclareWith("q", ("x-queue-type", FieldValue.String("quorum")));
        for (var i = 0; i < 20; i++)
            broker.Publish("q", $"{i}");
        Return(queue, 3);
        Return(queue, 1);
        broker.Commit().ShouldBeTrue();
        Restart(crashes);

        var counts = Take(broker.Queue("q"), 20).ConvertAll(message => message.Entry.ReturnCount);

        counts.Take(4).ShouldBe([2, 1, 1, 0]);
        counts.Skip(4).ShouldAllBe(count => count == 0);
    }

    [Fact]
    public void Checkpoints_KeepTheCountsWhenOlderFilesAreGone()
    {
        var queue = broker.DeclareWith("q", ("x-delivery-limit", FieldValue.Int32(5)), ("x-queue-type", FieldValue.String("quorum")));
        broker.Publish("q", "first");
        Return(queue, 1);
        Return(queue, 1);
        for (var i = 0; i < 200; i++)
        {
            broker.Declare("other");
            broker.Publish("other", new string('x', 200));
            broker.Drain("other");
            broker.Commit();
            broker.Keep();
        }
        broker.KeepAll();
        broker.Journal.Log.Statistics()[0].Number.ShouldBeGreaterThan(3);
        Restart(crashes: true);

        Take(broker.Queue("q"), 1)[0].Entry.ReturnCount.ShouldBe(2);
    }

    [Fact]
    public void MessageOverItsLimit_GoesToItsTargetAndNotBack()
    {
        var queue = broker.DeclareWith(
            "q",
            ("x-queue-type", FieldValue.String("quorum")),
            ("x-delivery-limit", FieldValue.Int32(1)),
            ("x-dead-letter-exchange", FieldValue.String("")),
            ("x-dead-letter-routing-key", FieldValue.String("dead")));
        broker.Declare("dead");
        broker.Publish("q", "m");
        Return(queue, 1);
        broker.Commit();
        Restart(crashes: true);

        Return(broker.Queue("q"), 1);
        broker.RunDeadLetters();
        broker.Commit();
        Restart(crashes: true);

        broker.Drain("q").ShouldBeEmpty();
        broker.Drain("dead").ShouldBe(["m"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DelayedRetry_AfterARestart_KeepsItsTime(bool crashes)
    {
        var queue = broker.DeclareWith("q", ("x-delayed-retry-type", FieldValue.String("all")), ("x-delayed-retry-min", FieldValue.Int32(1000)));
        broker.Publish("q", "late");
        broker.Publish("q", "soon");
        Return(queue, 1);
        broker.Commit();
        time.Advance(600);
        Restart(crashes);

        broker.Drain("q").ShouldBe(["soon"]);
        broker.Queue("q").DelayedCount.ShouldBe(1);
        time.Advance(399);
        broker.Drain("q").ShouldBeEmpty();
        time.Advance(1);

        broker.Drain("q").ShouldBe(["late"]);
        broker.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(0);
    }

    private static List<Settlement> Take(Queue queue, int count)
    {
        var taken = new List<Settlement>();
        while (taken.Count < count && queue.TryTake(out var message, out _))
            taken.Add(message);
        taken.Count.ShouldBe(count);
        return taken;
    }

    private void Return(Queue queue, int count) => queue.Return(Take(queue, count).ToArray(), broker.Touched);

    private void Restart(bool crashes)
    {
        var device = crashes ? broker.Crash(CrashStyle.KeepsAll) : broker.Stop();
        broker = new DrivenBroker(device, FileOctets, few, time);
        broker.Hold();
    }
}
