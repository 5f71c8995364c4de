using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>Dead letters of a durable queue that are kept until another takes them.</summary>
public sealed class KeptDeadLetterTests : IDisposable
{
    private const int Count = 100;
    private const int BodyLength = 50_000;

    private readonly ManualTime time = new();
    private readonly Queue source;
    private DrivenBroker broker;

    public KeptDeadLetterTests()
    {
        broker = new DrivenBroker(new SimulatedDevice(), 512 * 1024, time: time);
        broker.Hold();
        source = broker.Declare(
            "q",
            ("x-queue-type", "quorum"),
            ("x-dead-letter-exchange", ""),
            ("x-dead-letter-routing-key", "dead"),
            ("x-dead-letter-strategy", "at-least-once"));
    }

    public void Dispose() => broker.Dispose();

    [Fact]
    public void DeadLetters_ThatNoQueueTakes_LeaveMemoryUntilOneDoes()
    {
        RejectAll();

        broker.Broker.Store.BytesInUse.ShouldBeLessThan(Count * BodyLength / 2);
        Retry();
        source.DeadLetterCount.ShouldBe(Count);
        broker.Broker.Store.BytesInUse.ShouldBeLessThan(Count * BodyLength / 2);

        // In other files than before.
        broker.KeepAll();
        broker.Declare("dead");
        Retry();

        source.DeadLetterCount.ShouldBe(0);
        Numbers().ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public void DeadLetters_ThatWereTakenFromDisk_AreInOneQueueAfterACrash()
    {
        RejectAll();
        broker.Declare("dead", ("x-max-length", Count / 2), ("x-overflow", "reject-publish"));
        Retry();
        source.DeadLetterCount.ShouldBe(Count / 2);
        broker.Commit().ShouldBeTrue();

        broker = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), 512 * 1024, time: time);

        broker.Queue("dead").ReadyCount.ShouldBe(Count / 2);
        broker.Drain("q").Length.ShouldBe(Count / 2);
    }

    [Fact]
    public void DeadLetters_OfAQueueThatIsDeleted_GoWithIt()
    {
        RejectAll();

        broker.VirtualHost.DeleteQueue("q", broker.Owner, false, false);
        Retry();

        source.DeadLetterCount.ShouldBe(0);
        Retry();
        broker.VirtualHost.DeadLettering.RunNext().ShouldBeFalse();
    }

    [Fact]
    public void DeadLetters_ThatCanNotBeReadAnyMore_AreNotTriedAgainAndTheBrokerSaysSo()
    {
        RejectAll();
        broker.Device.Faults.FailAt(DeviceCall.Read, 1);

        Retry();

        broker.Observer.Unreadable.ShouldNotBeEmpty();
        broker.Observer.Unreadable.ShouldAllBe(one => one.Queue == "q" && one.Problem.Contains("simulated"));
        (source.DeadLetterCount, source.DeadLetters!.Octets).ShouldBe((0, 0));
        broker.Journal.Log.Statistics().Sum(file => file.LiveCount).ShouldBe(Count, "they stay in the log");
    }

    // As when several consumers share what was published.
    [Fact]
    public void DeadLetters_ThatWereRejectedOutOfOrder_AreReadByRecordsNotOneByOne()
    {
        for (var i = 0; i < 2 * Count; i++)
        {
            broker.PublishLater("", "q", $"{i}".PadRight(1000));
            if (i == Count - 1)
                broker.Flush();
        }
        broker.Flush();
        broker.Commit().ShouldBeTrue();
        source.LaneFor(0).Journal!.Extents.Count.ShouldBe(2);
        var taken = new Settlement[2 * Count];
        for (var i = 0; i < taken.Length; i++)
            source.TryTake(out taken[i], out _).ShouldBeTrue();
        for (var i = 0; i < Count; i++)
            source.Reject([taken[i], taken[Count + i]]);
        broker.RunDeadLetters();
        source.DeadLetterCount.ShouldBe(2 * Count);
        var before = broker.Device.Faults.Count(DeviceCall.Read);

        Retry();

        (broker.Device.Faults.Count(DeviceCall.Read) - before).ShouldBeInRange(1, 16);
    }

    private void RejectAll()
    {
        for (var i = 0; i < Count; i++)
            broker.Publish("q", $"{i}".PadRight(BodyLength));
        broker.Commit().ShouldBeTrue();
        for (var i = 0; i < Count; i++)
        {
            source.TryTake(out var message, out _).ShouldBeTrue();
            source.Reject([message]);
            broker.RunDeadLetters();
        }
        source.DeadLetterCount.ShouldBe(Count);
    }

    private void Retry()
    {
        time.Advance(60_000);
        broker.RunDeadLetters();
        broker.Commit().ShouldBeTrue();
    }

    private IEnumerable<int> Numbers()
    {
        foreach (var body in broker.Drain("dead"))
            yield return int.Parse(body, System.Globalization.CultureInfo.InvariantCulture);
    }
}
