using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

/// <summary>Queues that serve messages of a higher priority first.</summary>
public class PriorityTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Messages_OfAllPriorities_ComeHighestFirstAndInOrder()
    {
        var queue = host.Declare("q", ("x-max-priority", 255));
        var random = new Random(1);
        var sent = new List<(byte Priority, string Body)>();
        for (var i = 0; i < 1000; i++)
        {
            sent.Add(((byte)random.Next(256), $"{i}"));
            host.SendLater("q", sent[^1].Body, priority: sent[^1].Priority);
        }
        host.Publisher.Flush();

        queue.ReadyCount.ShouldBe(1000);
        host.Drain(queue).ShouldBe(sent.OrderByDescending(one => one.Priority).Select(one => one.Body));
    }

    [Fact]
    public void Priority_AboveTheHighest_IsTheHighest()
    {
        var queue = host.Declare("q", ("x-max-priority", 3));
        host.Send("q", "three", priority: 3);
        host.Send("q", "nine", priority: 9);
        host.Send("q", "none");

        host.Drain(queue).ShouldBe(["three", "nine", "none"]);
    }

    [Fact]
    public void Consumer_WithCredit_GetsTheHighestThatWaitsAtEachTurn()
    {
        var queue = host.Declare("q", ("x-max-priority", 5));
        var target = new FakeTarget(credit: 2);
        var consumer = host.Consume(queue, target);
        for (var i = 0; i < 4; i++)
            host.Send("q", $"low{i}");
        host.Send("q", "high", priority: 5);
        target.Bodies.ShouldBe(["low0", "low1"]);

        target.AddCredit(2);
        queue.Resume(consumer, host.Touched);

        target.Bodies.ShouldBe(["low0", "low1", "high", "low2"]);
    }

    [Fact]
    public void ReturnedMessages_OfSeveralPriorities_TakeTheirPlaces()
    {
        var queue = host.Declare("q", ("x-max-priority", 5));
        host.Send("q", "low0", priority: 1);
        host.Send("q", "high0", priority: 4);
        host.Send("q", "low1", priority: 1);
        host.Send("q", "high1", priority: 4);
        var taken = new Settlement[3];
        for (var i = 0; i < 3; i++)
            queue.TryTake(out taken[i], out _);

        queue.Return([taken[2], taken[0], taken[1]], host.Touched);

        host.Drain(queue).ShouldBe(["high0", "high1", "low0", "low1"]);
    }

    [Fact]
    public void PurgeAndDelete_OfAllPriorities_LeaveNothing()
    {
        var queue = host.Declare("q", ("x-max-priority", 255));
        for (var i = 0; i < 256; i += 5)
            host.Send("q", "m", priority: (byte)i);
        queue.Purge().ShouldBe(52);
        queue.ReadyCount.ShouldBe(0);
        for (var i = 0; i < 256; i += 5)
            host.Send("q", "m", priority: (byte)i);

        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false).ShouldBe(52);

        host.ShouldHoldNoRecords();
    }
}
