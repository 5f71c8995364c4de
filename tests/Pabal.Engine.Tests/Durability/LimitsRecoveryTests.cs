using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Storage.Tests.Devices;

namespace Pabal.Engine.Tests.Durability;

/// <summary>What expires, finds no room or has a priority, when it is only on disk and after the broker was killed.</summary>
public sealed class LimitsRecoveryTests : IDisposable
{
    private const int FileOctets = 16 * 1024;

    private static readonly WaitingLimits few = new() { MaxHeadCount = 4, MaxTailCount = 4, LowHeadCount = 2 };

    private readonly ManualTime time = new();
    private DrivenBroker broker;

    public LimitsRecoveryTests()
    {
        broker = new DrivenBroker(new SimulatedDevice(), FileOctets, few, time);
        broker.Hold();
    }

    public void Dispose() => broker.Dispose();

    [Fact]
    public void Clock_OfAQueueThatIsOnlyOnDisk_GoesOnAfterAKill()
    {
        broker.Declare("q", ("x-message-ttl", 1000));
        Publish("q", 100);
        time.Advance(600);
        Kill();
        broker.Broker.Schedule.Count.ShouldBe(1);
        broker.Broker.Store.Loader!.LoadNext().ShouldBeFalse();
        time.Advance(399);
        broker.Load();
        broker.Queue("q").ReadyCount.ShouldBe(100);

        time.Advance(1);
        broker.Load();

        broker.Queue("q").ReadyCount.ShouldBe(0);
        broker.Observer.Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public void Clock_OfAMessageInAQueueWithoutASetting_GoesOnAfterAKill()
    {
        broker.Declare("q");
        broker.Publish("q", "short", expiration: "1000");
        broker.Publish("q", "plain");
        Kill();

        time.Advance(1000);
        broker.Load();

        broker.Queue("q").ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void Restart_WithManyPlainQueues_SetsNoDeadlineAndReadsNothing()
    {
        for (var i = 0; i < 50; i++)
        {
            broker.Declare($"q{i}");
            broker.Publish($"q{i}", "m");
        }
        Kill();

        broker.Broker.Schedule.Count.ShouldBe(0);
        broker.Broker.Store.BytesInUse.ShouldBe(0);
    }

    [Fact]
    public void Messages_OfWhichSomeAreOnDisk_ExpireWithoutAConsumer()
    {
        var queue = broker.Declare("q", ("x-message-ttl", 1000));
        Publish("q", 200);
        broker.Commit().ShouldBeTrue();
        Publish("q", 200);
        broker.Commit().ShouldBeTrue();

        time.Advance(1000);
        broker.Load();

        queue.ReadyCount.ShouldBe(0);
        Kill();
        broker.Queue("q").ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Clock_AfterTheLogWasCompacted_GoesOnAfterAKill()
    {
        var queue = broker.Declare("q", ("x-message-ttl", 1000));
        Publish("q", 2000);
        broker.Commit().ShouldBeTrue();
        for (var i = 0; i < 1990; i++)
        {
            queue.TryTake(out var message, out _).ShouldBeTrue();
            if (i % 100 > 0)
                queue.Acknowledge([message]);
        }
        broker.KeepAll();
        Kill();
        broker.Queue("q").ReadyCount.ShouldBe(30);

        time.Advance(1000);
        broker.Load();

        broker.Queue("q").ReadyCount.ShouldBe(0);
        broker.Observer.Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public void Head_ThatIsOnDisk_IsDroppedWithoutReading()
    {
        var queue = broker.Declare("q", ("x-max-length", 100));
        for (var i = 0; i < 10; i++)
        {
            Publish("q", 50, from: i * 50);
            broker.Commit().ShouldBeTrue();
            queue.ReadyCount.ShouldBeLessThanOrEqualTo(100);
        }
        broker.Broker.Store.Loader!.LoadNext().ShouldBeFalse();
        Kill();

        broker.Queue("q").ReadyCount.ShouldBe(100);
        broker.Drain("q").ShouldBe(Enumerable.Range(400, 100).Select(i => $"{i}"));
    }

    [Fact]
    public void SpilledHead_IsDroppedWithoutReading()
    {
        broker.Spill();
        var queue = broker.Declare("q", ("x-max-length", 60));
        for (var i = 0; i < 400; i++)
            broker.Publish("q", $"{i}", isPersistent: i % 5 == 0);
        broker.Commit().ShouldBeTrue();

        queue.ReadyCount.ShouldBe(60);
        broker.Drain("q").ShouldBe(Enumerable.Range(340, 60).Select(i => $"{i}"));
        Kill();
        broker.Queue("q").ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Octets_OfWhatIsOnDisk_CountAfterAKill()
    {
        broker.Declare("q", ("x-max-length-bytes", 100));
        for (var i = 0; i < 10; i++)
            broker.Publish("q", $"{i}---------");
        Kill();

        broker.Publish("q", "x");
        broker.Commit();
        broker.Load();

        broker.Drain("q").ShouldBe([.. Enumerable.Range(1, 9).Select(i => $"{i}---------"), "x"]);
    }

    [Fact]
    public void Octets_WithSomeOfThemSettled_AreRightAfterAKill()
    {
        broker.Declare("q", ("x-max-length-bytes", 1000));
        broker.PublishLater("", "q", new string('a', 900));
        broker.PublishLater("", "q", "b");
        broker.PublishLater("", "q", "c");
        broker.Flush();
        TakeAndSettle("q").ShouldBe(new string('a', 900));
        Kill();

        broker.Publish("q", new string('d', 990));
        broker.Commit();
        broker.Load();

        broker.Drain("q").ShouldBe(["b", "c", new string('d', 990)]);
    }

    [Fact]
    public void Octets_ThroughMemoryAndDisk_NeverPassTheLimit()
    {
        var queue = broker.Declare("q", ("x-max-length-bytes", 500));
        var random = new Random(2);
        var expected = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            expected.Add($"{i}:{new string('x', random.Next(40))}");
            broker.Publish("q", expected[^1]);
            if (i % 40 == 0)
                broker.Commit().ShouldBeTrue();
            while (expected.Sum(body => body.Length) > 500)
                expected.RemoveAt(0);
            broker.Load();
            queue.ReadyCount.ShouldBe(expected.Count);
        }
        Kill();
        broker.Drain("q").ShouldBe(expected);
    }

    [Fact]
    public void RefusedMessage_IsNotLogged()
    {
        broker.Declare("q", ("x-max-length", 1), ("x-overflow", "reject-publish"));
        broker.Publish("q", "0").ShouldBe(PublishResult.Routed);
        var end = broker.Durability.End;

        broker.Publish("q", "1").ShouldBe(PublishResult.Rejected);

        broker.Durability.End.ShouldBe(end);
        Kill();
        broker.Publish("q", "2").ShouldBe(PublishResult.Rejected);
        broker.Drain("q").ShouldBe(["0"]);
    }

    [Fact]
    public void Transaction_InWhichSomeAreRefused_KeepsTheOthers()
    {
        broker.Declare("q", ("x-max-length", 2), ("x-overflow", "reject-publish"));
        broker.Declare("other");
        broker.Publisher.BeginTransaction();
        for (var i = 0; i < 4; i++)
        {
            broker.PublishLater("", "q", $"{i}");
            broker.PublishLater("", "other", $"{i}");
        }
        broker.Publisher.CommitTransaction().ShouldBeFalse();
        Kill();

        broker.Drain("q").ShouldBe(["0", "1"]);
        broker.Drain("other").ShouldBe(["0", "1", "2", "3"]);
    }

    [Fact]
    public void Priorities_OnDiskAndAfterAKill_KeepTheirOrder()
    {
        var queue = broker.Declare("q", ("x-max-priority", 10));
        var random = new Random(3);
        var sent = new List<(byte Priority, string Body)>();
        for (var i = 0; i < 600; i++)
        {
            sent.Add(((byte)random.Next(12), $"{i}"));
            broker.Publish("q", sent[^1].Body, priority: sent[^1].Priority);
            if (i % 100 == 0)
                broker.Commit().ShouldBeTrue();
        }
        sent = [.. sent.OrderByDescending(one => Math.Min(one.Priority, (byte)10))];
        for (var i = 0; i < 200; i++)
        {
            queue.TryTake(out var message, out _).ShouldBeTrue();
            if (i % 2 == 0)
                queue.Acknowledge([message]);
        }
        Kill();

        broker.Queue("q").ReadyCount.ShouldBe(500);
        broker.Drain("q").ShouldBe(sent.Where((_, i) => i >= 200 || i % 2 > 0).Select(one => one.Body));
    }

    [Fact]
    public void Lease_AfterAKill_BeginsAnewAndEndsForGood()
    {
        broker.Declare("q", ("x-expires", 1000));
        time.Advance(900);
        Kill();

        time.Advance(999);
        broker.VirtualHost.HasQueue("q").ShouldBeTrue();
        time.Advance(1);
        broker.VirtualHost.HasQueue("q").ShouldBeFalse();
        Kill();

        broker.VirtualHost.HasQueue("q").ShouldBeFalse();
    }

    private void Publish(string queue, int count, int from = 0)
    {
        for (var i = 0; i < count; i++)
            broker.PublishLater("", queue, $"{from + i}");
        broker.Flush();
    }

    private string TakeAndSettle(string name)
    {
        var queue = broker.Queue(name);
        queue.TryTake(out var message, out _).ShouldBeTrue();
        var body = broker.BodyOf(message);
        queue.Acknowledge([message]);
        return body;
    }

    // What was appended is durable; the broker's end comes as a surprise.
    private void Kill()
    {
        broker.Commit().ShouldBeTrue();
        broker = new DrivenBroker(broker.Crash(CrashStyle.LosesAll), FileOctets, few, time);
        broker.Hold();
    }
}
