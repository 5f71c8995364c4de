using Pabal.Engine.Queues;

namespace Pabal.Engine.Tests.Queues;

public class ActiveConsumersTests
{
    private readonly TestHost host = new();
    private readonly ActiveConsumers active = new();

    [Fact]
    public void Rotate_AfterEachTurn_GivesEveryoneTheSame()
    {
        var consumers = Add(0, 0, 0);
        var turns = Enumerable.Range(0, 9).Select(_ => Array.IndexOf(consumers, Turn())).ToArray();

        turns.ShouldBe([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    }

    [Fact]
    public void Peek_WithPriorities_ChoosesTheHighestThatCanTake()
    {
        var consumers = Add(0, 5, -3, 5);
        new[] { Turn(), Turn(), Turn() }.ShouldBe([consumers[1], consumers[3], consumers[1]]);
        active.Pause(consumers[3]);
        active.Pause(active.Peek(out var alone)!);
        alone.ShouldBeTrue();
        Turn().ShouldBe(consumers[0]);
        active.Add(consumers[3]);
        Turn().ShouldBe(consumers[3]);
    }

    [Fact]
    public void Pause_AndAdd_PutsAtTheEndOfTheTurns()
    {
        var consumers = Add(0, 0, 0);
        active.Pause(consumers[0]);
        active.Add(consumers[0]);

        new[] { Turn(), Turn(), Turn() }.ShouldBe([consumers[1], consumers[2], consumers[0]]);
    }

    [Fact]
    public void Remove_FromTheMiddle_KeepsTheTurnsOfTheOthers()
    {
        var consumers = Add(0, 0, 0, 0);
        Turn();
        active.Remove(consumers[2]);
        active.Remove(consumers[2]);

        new[] { Turn(), Turn(), Turn(), Turn() }.ShouldBe([consumers[1], consumers[3], consumers[0], consumers[1]]);
        consumers[2].IsActive.ShouldBeFalse();
    }

    [Fact]
    public void Peek_WithOneOfAPriority_SaysThatItIsAlone()
    {
        Add(0, 1);
        active.Peek(out var alone).ShouldNotBeNull();
        alone.ShouldBeTrue();
        Add(1);
        active.Peek(out alone);
        alone.ShouldBeFalse();
    }

    [Fact]
    public void Remove_OfPausedConsumers_LeavesNoLevelsBehind()
    {
        for (var priority = 0; priority < 100; priority++)
        {
            var consumer = Add(priority)[0];
            active.Pause(consumer);
            active.Remove(consumer);
        }

        active.LevelCount.ShouldBe(0);
        active.Peek(out _).ShouldBeNull();
    }

    private Consumer Turn()
    {
        var consumer = active.Peek(out _)!;
        active.Rotate(consumer);
        return consumer;
    }

    private Consumer[] Add(params long[] priorities)
    {
        var queue = host.VirtualHost.CreateInternalQueue(Guid.NewGuid().ToString(), this);
        var consumers = Array.ConvertAll(priorities, priority => new Consumer(queue, "", new FakeTarget()) { Priority = priority });
        foreach (var consumer in consumers)
            active.Add(consumer);
        return consumers;
    }
}
