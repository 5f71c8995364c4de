using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Queues;

/// <summary>Queues with consumers that take only some messages.</summary>
public class SelectiveQueueTests
{
    private const string Red = "JMSType = 'red'";
    private const string Blue = "JMSType = 'blue'";

    private readonly TestHost host = new();

    [Fact]
    public void DisjointSelectors_GetTheirOwnInOrderAndLeaveTheRest()
    {
        var queue = host.Declare("q");
        var red = new FakeTarget();
        var blue = new FakeTarget();
        host.Consume(queue, red, autoAcknowledge: true, selector: Red);
        host.Consume(queue, blue, autoAcknowledge: true, selector: Blue);

        Send("red 0", "green 1", "blue 2", "blue 3", "red 4", "green 5");

        red.Bodies.ShouldBe(["0", "4"]);
        blue.Bodies.ShouldBe(["2", "3"]);
        queue.ReadyCount.ShouldBe(2);
        host.Drain(queue).ShouldBe(["1", "5"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void OverlappingSelectors_TakeTurnsAtWhatBothSelect()
    {
        var queue = host.Declare("q");
        var red = new FakeTarget();
        var any = new FakeTarget();
        host.Consume(queue, red, selector: Red);
        host.Consume(queue, any);

        Send("red 0", "blue 1", "red 2", "red 3", "blue 4");

        red.Bodies.ShouldBe(["0", "2"]);
        any.Bodies.ShouldBe(["1", "3", "4"]);
    }

    [Fact]
    public void HigherPriority_ThatDoesNotSelect_LeavesTheMessageToTheLower()
    {
        var queue = host.Declare("q");
        var high = new FakeTarget();
        var low = new FakeTarget();
        host.Consume(queue, high, priority: 1, selector: Red);
        host.Consume(queue, low);

        Send("blue 0", "red 1");

        high.Bodies.ShouldBe(["1"]);
        low.Bodies.ShouldBe(["0"]);
    }

    [Fact]
    public void SelectingConsumerWithoutCredit_OthersGoOn_AndItGetsItsOwnFirstLater()
    {
        var queue = host.Declare("q");
        var red = new FakeTarget(credit: 1);
        var blue = new FakeTarget();
        var consumer = host.Consume(queue, red, selector: Red);
        host.Consume(queue, blue, selector: Blue);
        Send("red 0", "red 1", "blue 2", "red 3", "blue 4");
        blue.Bodies.ShouldBe(["2", "4"]);

        red.AddCredit(1);
        queue.Resume(consumer, host.Touched);
        Send("red 5");
        red.AddCredit(10);
        queue.Resume(consumer, host.Touched);

        red.Bodies.ShouldBe(["0", "1", "3", "5"]);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void ConsumerThatJoins_GetsWhatWasSetAsideInOrder()
    {
        var queue = host.Declare("q");
        host.Consume(queue, new FakeTarget(), selector: Red);
        Send("blue 0", "green 1", "blue 2");
        var any = new FakeTarget(credit: 2);

        host.Consume(queue, any);

        any.Bodies.ShouldBe(["0", "1"]);
        host.Drain(queue).ShouldBe(["2"]);
    }

    [Fact]
    public void ConsumerThatResumes_IsNotAskedAgainAboutWhatItPassedOver()
    {
        var queue = host.Declare("q");
        var blue = new FakeTarget(credit: 0);
        var consumer = host.Consume(queue, blue, selector: Blue);
        host.Consume(queue, new FakeTarget(), selector: Red);
        Send("green 0", "blue 1", "green 2", "blue 3", "green 4");
        consumer.PassedOver(0).ShouldBe(1ul, "it has no turn since 1");

        foreach (var end in new[] { 3ul, 5ul })
        {
            blue.AddCredit(1);
            queue.Resume(consumer, host.Touched);
            consumer.PassedOver(0).ShouldBe(end);
        }
    }

    [Fact]
    public void LastSelectorThatLeaves_PutsBackWhatWasSetAside()
    {
        var queue = host.Declare("q");
        var any = new FakeTarget(credit: 0);
        var consumer = host.Consume(queue, any);
        var red = host.Consume(queue, new FakeTarget(), selector: Red);
        Send("blue 0", "red 1", "blue 2");

        queue.Unsubscribe(red).ShouldBe(1);
        Send("blue 3");
        any.AddCredit(9);
        queue.Resume(consumer, host.Touched);

        any.Bodies.ShouldBe(["0", "2", "3"]);
    }

    [Fact]
    public void ReturnedMessage_ThatWasSetAsideAgain_IsSeenByAConsumerThatPassedBeyondIt()
    {
        var queue = host.Declare("q");
        var fresh = new FakeTarget();
        var again = new FakeTarget(credit: 1);
        host.Consume(queue, fresh, selector: "NOT JMSRedelivered AND JMSType = 'red'");
        var consumer = host.Consume(queue, again, selector: "JMSRedelivered OR JMSType = 'blue'");
        Send("red 0", "green 1", "blue 2", "blue 3");
        fresh.Bodies.ShouldBe(["0"]);
        again.Bodies.ShouldBe(["2"]);

        queue.Return(fresh.TakeSettlements(), host.Touched);
        fresh.Bodies.ShouldBeEmpty();
        again.AddCredit(2);
        queue.Resume(consumer, host.Touched);

        again.Bodies.ShouldBe(["2", "0", "3"]);
    }

    [Fact]
    public void SetAside_UpToTheBound_ThenWaitsUntilThereIsRoom()
    {
        var queue = host.Declare("q");
        var red = new FakeTarget();
        host.Consume(queue, red, selector: Red);
        for (var i = 0; i <= SetAsideRoom.MaxCount; i++)
            host.SendTyped("q", "blue", $"{i}");
        host.SendTyped("q", "red", "last");
        host.Publisher.Flush();
        Eventually(() => queue.ReadyCount == SetAsideRoom.MaxCount + 2 && red.Bodies.Length == 0);

        queue.TryTake(out var taken, out _).ShouldBeTrue();

        FakeTarget.BodyOf(host.Store, taken.Entry).ShouldBe("0");
        Eventually(() => red.Bodies is ["last"]);
        queue.ReadyCount.ShouldBe(SetAsideRoom.MaxCount);
        queue.Acknowledge([taken]);
    }

    [Fact]
    public void SetAside_FullOnOneLane_StillServesConsumersThatResume()
    {
        var queue = host.Declare("q", ("x-max-priority", 1));
        var blue = new FakeTarget(credit: 0);
        var consumer = host.Consume(queue, blue, autoAcknowledge: true, selector: Blue);
        host.Consume(queue, new FakeTarget(), selector: Red);
        for (var i = 0; i < SetAsideRoom.MaxCount; i++)
            host.SendTyped("q", "blue", "low", priority: 0);
        host.SendTyped("q", "green", "high", priority: 1);
        host.Publisher.Flush();

        blue.AddCredit(int.MaxValue);
        queue.Resume(consumer, host.Touched);

        Eventually(() => queue.ReadyCount == 1);
        host.Drain(queue).ShouldBe(["high"]);
    }

    [Fact]
    public void SetAside_ThatExpires_GoesAtTheHeadAndIsNeverDelivered()
    {
        var queue = host.Declare("q");
        host.Consume(queue, new FakeTarget(), selector: Red);
        host.SendTyped("q", "blue", "0", expiration: "1000");
        host.SendTyped("q", "blue", "1", expiration: "500");
        host.SendTyped("q", "blue", "2");
        host.Publisher.Flush();
        host.Time.Advance(600);
        queue.ReadyCount.ShouldBe(3);

        var any = new FakeTarget(credit: 1);
        host.Consume(queue, any);
        any.Bodies.ShouldBe(["0"]);
        queue.Return(any.TakeSettlements(), host.Touched);
        queue.ReadyCount.ShouldBe(2, "1 was looked at, and had expired");
        host.Time.Advance(400);

        host.Drain(queue).ShouldBe(["2"]);
    }

    [Fact]
    public void SetAside_BeyondMaxLength_IsDroppedFromTheHead()
    {
        var queue = host.Declare("q", ("x-max-length", 2), ("x-max-length-bytes", 100));
        var red = new FakeTarget();
        host.Consume(queue, red, selector: Red);

        Send("blue 0", "blue 1", "red 2", "blue 3");

        red.Bodies.ShouldBe(["2"]);
        host.Drain(queue).ShouldBe(["1", "3"]);
    }

    [Fact]
    public void SetAside_OctetsOfBodies_CountUntilItLeaves()
    {
        var queue = host.Declare("q", ("x-max-length-bytes", 10));
        var consumer = host.Consume(queue, new FakeTarget(), selector: Red);
        Send("blue aaaa", "blue bbbb");
        host.Consume(queue, new FakeTarget(credit: 1), autoAcknowledge: true);
        Send("blue cccc");
        queue.Unsubscribe(consumer);

        Send("blue dddd");

        host.Drain(queue).ShouldBe(["cccc", "dddd"]);
    }

    [Fact]
    public void Priorities_HigherLanesComeFirstAmongWhatIsSelected()
    {
        var queue = host.Declare("q", ("x-max-priority", 2));
        host.Consume(queue, new FakeTarget(), selector: Red);
        host.SendTyped("q", "blue", "low 0", priority: 0);
        host.SendTyped("q", "green", "high 1", priority: 2);
        host.SendTyped("q", "blue", "high 2", priority: 2);
        host.SendTyped("q", "blue", "mid 3", priority: 1);
        host.Publisher.Flush();
        var blue = new FakeTarget();

        host.Consume(queue, blue, selector: Blue);

        blue.Bodies.ShouldBe(["high 2", "mid 3", "low 0"]);
        host.Drain(queue).ShouldBe(["high 1"]);
    }

    [Fact]
    public void Purge_AndDeletion_TakeWhatIsSetAside()
    {
        var queue = host.Declare("q");
        host.Consume(queue, new FakeTarget(), selector: Red);
        Send("blue 0", "blue 1");
        queue.Purge().ShouldBe(2);
        queue.ReadyCount.ShouldBe(0);
        Send("blue 2");

        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false).ShouldBe(1);

        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void SingleActiveConsumer_ThatSelects_IsFollowedByOneThatGetsTheRest()
    {
        var arguments = new FieldTable();
        arguments.Set("x-single-active-consumer", FieldValue.Boolean(true));
        var queue = host.VirtualHost.DeclareQueue(new QueueDefinition("q", false, false, false, arguments), host.Owner);
        var next = new FakeTarget();
        var first = host.Consume(queue, new FakeTarget(), selector: Red);
        host.Consume(queue, next, selector: Blue);
        Send("blue 0", "red 1", "green 2", "blue 3");
        next.Bodies.ShouldBeEmpty();

        queue.Unsubscribe(first);

        Eventually(() => next.Bodies is ["0", "3"]);
        host.Drain(queue).ShouldBe(["2"]);
    }

    private static void Eventually(Func<bool> condition) => SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)).ShouldBeTrue();

    // Each text is a type and a body.
    private void Send(params string[] messages)
    {
        foreach (var message in messages)
        {
            var words = message.Split(' ');
            host.SendTyped("q", words[0], words[1]);
        }
        host.Publisher.Flush();
    }
}
