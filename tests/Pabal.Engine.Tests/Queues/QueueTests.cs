using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

public class QueueTests
{
    private readonly TestHost host = new();
    private readonly Queue queue;

    public QueueTests() => queue = host.Declare("q");

    [Fact]
    public void Publish_ToOneConsumer_DeliversInOrder()
    {
        var target = new FakeTarget();
        host.Consume(queue, target);
        Publish(5000);

        target.Bodies.ShouldBe(Numbers(0, 5000));
        queue.UnacknowledgedCount.ShouldBe(5000);
        queue.Acknowledge(target.TakeSettlements());
        queue.UnacknowledgedCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Publish_ToSeveralConsumers_GivesOneToEachInTurn()
    {
        var targets = new[] { new FakeTarget(), new FakeTarget(), new FakeTarget() };
        foreach (var target in targets)
            host.Consume(queue, target);
        Publish(9);

        targets[0].Bodies.ShouldBe(["0", "3", "6"]);
        targets[1].Bodies.ShouldBe(["1", "4", "7"]);
        targets[2].Bodies.ShouldBe(["2", "5", "8"]);
    }

    [Fact]
    public void Publish_WithPriorities_FillsTheHighestFirst()
    {
        var low = new FakeTarget();
        var high = new FakeTarget(credit: 3);
        host.Consume(queue, low);
        host.Consume(queue, high, priority: 10);
        Publish(5);

        high.Bodies.ShouldBe(["0", "1", "2"]);
        low.Bodies.ShouldBe(["3", "4"]);
    }

    [Fact]
    public void Resume_WithNewCredit_DeliversWhereItStopped()
    {
        var target = new FakeTarget(credit: 10);
        var consumer = host.Consume(queue, target);
        Publish(25);
        queue.ReadyCount.ShouldBe(15);
        target.AddCredit(7);
        queue.Resume(consumer, host.Touched);
        target.Bodies.ShouldBe(Numbers(0, 17));
        target.AddCredit(100);
        queue.Resume(consumer, host.Touched);

        target.Bodies.ShouldBe(Numbers(0, 25));
    }

    [Fact]
    public void Return_OfSomeOutOfOrder_PutsThemBackToTheirPlaces()
    {
        var target = new FakeTarget(credit: 6);
        var consumer = host.Consume(queue, target);
        Publish(10);
        var held = target.TakeSettlements();
        queue.Return([held[4], held[1]], host.Touched);
        queue.Return([held[2]], host.Touched);
        target.AddCredit(100);
        queue.Resume(consumer, host.Touched);

        target.Bodies.ShouldBe(["1", "2", "4", "6", "7", "8", "9"]);
        target.Deliveries.Select(delivery => delivery.Redelivered).ShouldBe([true, true, true, false, false, false, false]);
    }

    [Fact]
    public void Unsubscribe_LeavesUnsettledWithItsReceiver()
    {
        var first = new FakeTarget();
        var consumer = host.Consume(queue, first);
        Publish(3);
        queue.Unsubscribe(consumer).ShouldBe(0);
        queue.Unsubscribe(consumer).ShouldBe(-1);
        Publish(1);

        first.Bodies.Length.ShouldBe(3);
        queue.UnacknowledgedCount.ShouldBe(3);
        queue.ReadyCount.ShouldBe(1);
        queue.Return(first.TakeSettlements(), host.Touched);
        host.Drain(queue).ShouldBe(["0", "1", "2", "0"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Resume_OfCancelledConsumer_DeliversNothing()
    {
        var target = new FakeTarget(credit: 0);
        var consumer = host.Consume(queue, target);
        Publish(1);
        queue.Unsubscribe(consumer);
        target.AddCredit(1);
        queue.Resume(consumer, host.Touched);

        target.Bodies.ShouldBeEmpty();
    }

    [Fact]
    public void Publish_ToAutoAcknowledge_ReleasesAtOnce()
    {
        var target = new FakeTarget();
        host.Consume(queue, target, autoAcknowledge: true);
        Publish(2000);

        target.Bodies.Length.ShouldBe(2000);
        queue.UnacknowledgedCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Subscribe_BesideAnExclusiveConsumer_IsRefusedBothWays()
    {
        var shared = host.Consume(queue, new FakeTarget());
        Should.Throw<BrokerException>(() => host.Consume(queue, new FakeTarget(), exclusive: true)).Kind
            .ShouldBe(ErrorKind.AccessRefused);
        queue.Unsubscribe(shared);
        var exclusive = host.Consume(queue, new FakeTarget(), exclusive: true);
        Should.Throw<BrokerException>(() => host.Consume(queue, new FakeTarget())).Kind.ShouldBe(ErrorKind.AccessRefused);
        queue.ConsumerCount.ShouldBe(1);
        queue.Unsubscribe(exclusive);
        host.Consume(queue, new FakeTarget());
    }

    [Fact]
    public void Subscribe_ToDeletedQueue_IsNotFound()
    {
        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false);

        Should.Throw<BrokerException>(() => host.Consume(queue, new FakeTarget())).Message.ShouldBe("no queue 'q' in vhost '/'");
        queue.ConsumerCount.ShouldBe(0);
    }

    [Fact]
    public void Purge_DropsWhatWaitsAndNothingElse()
    {
        var target = new FakeTarget(credit: 4);
        host.Consume(queue, target);
        Publish(3000);
        queue.Return(target.TakeSettlements().AsSpan(0, 2), host.Touched);

        queue.Purge().ShouldBe(2998);
        queue.ReadyCount.ShouldBe(0);
        queue.UnacknowledgedCount.ShouldBe(2);
    }

    [Fact]
    public void Delete_WithConsumersAndMessages_TellsThemAndReleases()
    {
        var targets = new[] { new FakeTarget(credit: 2), new FakeTarget(credit: 0) };
        foreach (var target in targets)
            host.Consume(queue, target);
        Publish(10);
        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false).ShouldBe(8);

        targets.ShouldAllBe(target => target.QueueDeletions == 1);
        queue.ConsumerCount.ShouldBe(0);
        var held = targets[0].TakeSettlements();
        queue.Acknowledge(held.AsSpan(0, 1));
        queue.Return(held.AsSpan(1), host.Touched);
        queue.UnacknowledgedCount.ShouldBe(0);
        queue.ReadyCount.ShouldBe(0);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void TryTake_PrefersWhatWasReturned()
    {
        Publish(3);
        queue.TryTake(out var first, out var remaining).ShouldBeTrue();
        remaining.ShouldBe(2);
        queue.Return([first], host.Touched);
        queue.TryTake(out var again, out _).ShouldBeTrue();

        again.Sequence.ShouldBe(first.Sequence);
        again.Entry.Redelivered.ShouldBeTrue();
        queue.Acknowledge([again]);
        host.Drain(queue).ShouldBe(["1", "2"]);
        queue.TryTake(out _, out remaining).ShouldBeFalse();
        remaining.ShouldBe(0);
    }

    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
            host.PublishLater("", "q", $"{i}");
        host.Publisher.Flush();
    }

    private static IEnumerable<string> Numbers(int from, int count) => Enumerable.Range(from, count).Select(i => $"{i}");
}
