using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;

namespace Pabal.Engine.Tests.Queues;

/// <summary>Queues that hold so many messages, or octets of bodies, and drop the head.</summary>
public class QueueLimitsTests
{
    private const string MaxLength = "x-max-length";
    private const string MaxOctets = "x-max-length-bytes";

    private readonly TestHost host = new();

    [Fact]
    public void Length_ThatIsTooMuch_DropsTheOldest()
    {
        var queue = host.Declare("q", (MaxLength, 3));
        for (var i = 0; i < 10; i++)
            host.Send("q", $"{i}").ShouldBe(PublishResult.Routed);

        host.Drain(queue).ShouldBe(["7", "8", "9"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Batch_ThatIsLongerThanTheLimit_GoesToConsumersFirst()
    {
        var queue = host.Declare("q", (MaxLength, 1));
        var target = new FakeTarget(credit: 2);
        host.Consume(queue, target);
        for (var i = 0; i < 5; i++)
            host.SendLater("q", $"{i}");
        host.Publisher.Flush();

        target.Bodies.ShouldBe(["0", "1"]);
        host.Drain(queue).ShouldBe(["4"]);
    }

    [Fact]
    public void Length_ZeroWithoutAConsumer_KeepsNothing()
    {
        var queue = host.Declare("q", (MaxLength, 0));
        host.Send("q", "m");

        queue.ReadyCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void DeliveredMessages_DoNotCount()
    {
        var queue = host.Declare("q", (MaxLength, 1));
        host.Send("q", "0");
        queue.TryTake(out var taken, out _);
        host.Send("q", "1");

        queue.ReadyCount.ShouldBe(1);
        queue.UnacknowledgedCount.ShouldBe(1);
        queue.Acknowledge([taken]);
    }

    [Fact]
    public void ReturnedMessage_WithoutRoom_IsDroppedBeforeConsumersGetIt()
    {
        var queue = host.Declare("q", (MaxLength, 1));
        var target = new FakeTarget(credit: 1);
        var consumer = host.Consume(queue, target);
        host.Send("q", "0");
        host.Send("q", "1");
        target.AddCredit(1);
        var settlements = target.TakeSettlements();

        queue.Return(settlements, host.Touched);
        queue.Resume(consumer, host.Touched);

        target.Bodies.ShouldBe(["1"]);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Octets_OfBodiesAlone_Count()
    {
        var queue = host.Declare("q", (MaxOctets, 10));
        foreach (var body in new[] { "aaaa", "bbbb", "cccc" })
            host.Send("q", body, expiration: "100000");
        host.Drain(queue).ShouldBe(["bbbb", "cccc"]);

        host.Send("q", "d");
        host.Send("q", new string('e', 11));

        queue.ReadyCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Octets_AreRightAfterAllThatHappensToMessages()
    {
        var queue = host.Declare("q", (MaxOctets, 100));
        for (var i = 0; i < 9; i++)
            host.Send("q", new string((char)('a' + i), 10));
        queue.TryTake(out var first, out _);
        queue.TryTake(out var second, out _);
        queue.Acknowledge([first]);
        queue.Return([second], host.Touched);
        var consumer = host.Consume(queue, new FakeTarget(credit: 2), autoAcknowledge: true);
        queue.Unsubscribe(consumer);
        queue.ReadyCount.ShouldBe(6);

        for (var i = 0; i < 4; i++)
            host.Send("q", new string('x', 10));
        queue.ReadyCount.ShouldBe(10);
        host.Send("q", "x");
        queue.ReadyCount.ShouldBe(10);
        queue.Purge();
        host.Send("q", new string('y', 100));
        queue.ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void PriorityQueue_DropsFromTheHighestPriority()
    {
        var queue = host.Declare("q", (MaxLength, 3), ("x-max-priority", 5));
        host.Send("q", "a", priority: 1);
        host.Send("q", "b", priority: 5);
        host.Send("q", "c", priority: 0);
        host.Send("q", "d", priority: 1);
        host.Send("q", "e", priority: 5);

        host.Drain(queue).ShouldBe(["a", "d", "c"]);
    }

    [Fact]
    public void Limit_MadeSmaller_DropsAtOnce()
    {
        var queue = host.Declare("q");
        for (var i = 0; i < 10; i++)
            host.Send("q", $"{i}");

        queue.Apply(queue.Settings with { MaxLength = 4, MaxLengthBytes = 3 }, host.Touched);

        host.Drain(queue).ShouldBe(["7", "8", "9"]);
    }

    [Fact]
    public void Limit_WithRefusalMadeSmaller_LeavesWhatIsThere()
    {
        var queue = host.Declare("q", (MaxLength, 10), ("x-overflow", "reject-publish"));
        for (var i = 0; i < 5; i++)
            host.Send("q", $"{i}");

        queue.Apply(queue.Settings with { MaxLength = 2 }, host.Touched);

        queue.ReadyCount.ShouldBe(5);
    }

    [Fact]
    public void Limit_TakenAway_HoldsNoLonger()
    {
        var queue = host.Declare("q", (MaxLength, 1), (MaxOctets, 5));

        queue.Apply(queue.Settings with { MaxLength = null, MaxLengthBytes = null, Overflow = Overflow.DropHead }, host.Touched);
        for (var i = 0; i < 10; i++)
            host.Send("q", $"{i}");

        queue.ReadyCount.ShouldBe(10);
    }
}
