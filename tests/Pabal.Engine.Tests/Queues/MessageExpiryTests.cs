namespace Pabal.Engine.Tests.Queues;

/// <summary>Messages that wait too long, by their own property or their queue's setting.</summary>
public class MessageExpiryTests
{
    private const string TimeToLive = "x-message-ttl";

    private readonly TestHost host = new();

    [Fact]
    public void Head_WhoseExpirationIsOver_IsDroppedWhenItIsDue()
    {
        var queue = host.Declare("q");
        host.Send("q", "short", expiration: "100");
        host.Send("q", "plain");

        host.Time.Advance(99);
        queue.ReadyCount.ShouldBe(2);
        host.Time.Advance(1);

        queue.ReadyCount.ShouldBe(1);
        host.Drain(queue).ShouldBe(["plain"]);
        host.ShouldHoldNoRecords();
    }

    [Theory]
    [InlineData("100", 1000, 100)]
    [InlineData("+1000", 100, 100)]
    [InlineData("000000000000000000000000100", 1000, 100)]
    public void Message_WithBothTimes_ExpiresByTheShorter(string expiration, int timeToLive, int expected)
    {
        var queue = host.Declare("q", (TimeToLive, timeToLive));
        host.Send("q", "m", expiration: expiration);

        host.Time.Advance(expected - 1);
        queue.ReadyCount.ShouldBe(1);
        host.Time.Advance(1);

        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Message_BehindOneThatStays_WaitsButIsNeverDelivered()
    {
        var queue = host.Declare("q");
        host.Send("q", "stays");
        host.Send("q", "short", expiration: "100");
        host.Send("q", "last");
        host.Time.Advance(200);
        queue.ReadyCount.ShouldBe(3);

        queue.TryTake(out var first, out var remaining).ShouldBeTrue();

        FakeTarget.BodyOf(host.Store, first.Entry).ShouldBe("stays");
        remaining.ShouldBe(1);
        queue.Acknowledge([first]);
        host.Drain(queue).ShouldBe(["last"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Run_WithExpiredMessagesWithin_IsDeliveredWithoutThem()
    {
        var queue = host.Declare("q");
        for (var i = 0; i < 300; i++)
            host.SendLater("q", $"{i}", expiration: i % 3 == 1 ? "50" : null);
        host.Publisher.Flush();
        host.Time.Advance(60);
        var target = new FakeTarget();

        host.Consume(queue, target);

        target.Bodies.ShouldBe(Enumerable.Range(0, 300).Where(i => i % 3 != 1).Select(i => $"{i}"));
    }

    [Fact]
    public void ReturnedMessage_ThatExpiredMeanwhile_IsDropped()
    {
        var queue = host.Declare("q");
        host.Send("q", "short", expiration: "100");
        host.Send("q", "other");
        queue.TryTake(out var taken, out _);
        host.Time.Advance(200);
        queue.UnacknowledgedCount.ShouldBe(1);

        queue.Return([taken], host.Touched);

        queue.ReadyCount.ShouldBe(1);
        queue.UnacknowledgedCount.ShouldBe(0);
        host.Drain(queue).ShouldBe(["other"]);
    }

    [Fact]
    public void ReturnedMessage_ThatIsTheOnlyOneToExpire_IsDroppedWhenItIsDue()
    {
        var queue = host.Declare("q");
        host.Send("q", "short", expiration: "100");
        queue.TryTake(out var taken, out _);
        queue.Return([taken], host.Touched);

        host.Time.Advance(100);

        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void ZeroTime_WithAConsumerThatCanTakeIt_IsDelivered()
    {
        var queue = host.Declare("q", (TimeToLive, 0));
        var target = new FakeTarget(credit: 1);
        host.Consume(queue, target);

        host.SendLater("q", "first");
        host.SendLater("q", "second");
        host.Publisher.Flush();

        target.Bodies.ShouldBe(["first"]);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void ZeroTime_WhenReturned_HasNoSecondChance()
    {
        var queue = host.Declare("q");
        var target = new FakeTarget(credit: 1);
        var consumer = host.Consume(queue, target);
        host.Send("q", "m", expiration: "0");
        target.AddCredit(1);
        queue.Resume(consumer, host.Touched);

        queue.Return(target.TakeSettlements(), host.Touched);

        target.Deliveries.ShouldBeEmpty();
        queue.ReadyCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void ZeroTime_WithoutAConsumer_IsGoneForWhoeverAsks()
    {
        var queue = host.Declare("q");
        host.Send("q", "m", expiration: "0");

        queue.ReadyCount.ShouldBe(0);
        queue.TryTake(out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Clock_OfAMessageWhoseBodyCameSlowly_BeginsWhenItIsComplete()
    {
        var queue = host.Declare("q", (TimeToLive, 100));
        var message = host.Begin("", "q", 1);
        host.Time.Advance(500);
        host.Publisher.Append(message, "x"u8);
        host.Publisher.Complete(message);
        host.Publisher.Flush();

        queue.ReadyCount.ShouldBe(1);
        host.Time.Advance(100);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void TimeToLive_SetLater_CountsFromThenForMessagesWithoutAnArrival()
    {
        var queue = host.Declare("q");
        host.Send("q", "old");
        host.Time.Advance(1000);

        queue.Apply(queue.Settings with { TimeToLiveMs = 100 }, host.Touched);

        host.Time.Advance(99);
        queue.ReadyCount.ShouldBe(1);
        host.Time.Advance(1);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void TimeToLive_MadeShorter_HoldsAtOnce()
    {
        var queue = host.Declare("q", (TimeToLive, 10_000));
        host.Send("q", "m");
        host.Time.Advance(500);

        queue.Apply(queue.Settings with { TimeToLiveMs = 300 }, host.Touched);

        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void TimeToLive_TakenAway_LetsMessagesStay()
    {
        var queue = host.Declare("q", (TimeToLive, 100));
        host.Send("q", "m");

        queue.Apply(queue.Settings with { TimeToLiveMs = null }, host.Touched);
        host.Time.Advance(1000);

        host.Drain(queue).ShouldBe(["m"]);
    }

    [Fact]
    public void PriorityQueue_ChecksTheHeadOnly()
    {
        var queue = host.Declare("q", ("x-max-priority", 5));
        host.Send("q", "high", priority: 5);
        host.Send("q", "low", priority: 1, expiration: "100");
        host.Send("q", "lowest", priority: 0, expiration: "100");

        host.Time.Advance(500);
        queue.ReadyCount.ShouldBe(3);

        host.Drain(queue).ShouldBe(["high"]);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void DeletedQueue_LeavesNoDeadline()
    {
        host.Declare("q", ("x-expires", 1000));
        host.Send("q", "m", expiration: "100000");
        host.VirtualHost.Schedule.Count.ShouldBe(2);

        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false);

        host.VirtualHost.Schedule.Count.ShouldBe(0);
    }

    [Fact]
    public void Backlog_ThatExpiresAtOnce_GoesToTheLast()
    {
        var queue = host.Declare("q", (TimeToLive, 100));
        for (var i = 0; i < 10_000; i++)
            host.SendLater("q", "m");
        host.Publisher.Flush();

        host.Time.Advance(100);

        SpinWait.SpinUntil(() => queue.ReadyCount == 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }
}
