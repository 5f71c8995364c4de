using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Queues;

/// <summary>What becomes of messages that a queue gives up, without a log.</summary>
public class DeadLetterTests
{
    private readonly ManualTime time = new();
    private readonly TestHost host;

    public DeadLetterTests()
    {
        host = new TestHost(time);
        host.VirtualHost.DeadLettering.HoldsBack = true;
    }

    [Fact]
    public void Reject_WithoutADeadLetterExchange_ReleasesTheMessage()
    {
        var queue = Declare("q");
        host.Publish("", "q", "m");

        queue.Reject(Take(queue, 1));

        (queue.ReadyCount, queue.UnacknowledgedCount, queue.DeadLetterCount).ShouldBe((0, 0, 0));
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Reject_OfMany_PublishesThemInOrderAndHoldsNothing()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"));
        var dead = Declare("dead");
        for (var i = 0; i < 1000; i++)
            host.PublishLater("", "q", $"{i}");
        host.Publisher.Flush();

        queue.Reject(Take(queue, 1000));
        (queue.UnacknowledgedCount, queue.DeadLetterCount, dead.ReadyCount).ShouldBe((0, 1000, 0));
        RunAll();

        queue.DeadLetterCount.ShouldBe(0);
        host.Drain(dead).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"{i}"));
        host.ShouldHoldNoRecords();
    }

    // Whoever declared the queue was not asked for the right to them.
    [Fact]
    public void DeadLetter_WithAListForItsKey_GoesToNoneOfThem()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "a,a"));
        var listed = Declare("a");
        host.Publish("", "q", "m");

        queue.Reject(Take(queue, 1));
        RunAll();

        (queue.DeadLetterCount, listed.ReadyCount).ShouldBe((0, 0));
    }

    [Fact]
    public void DeadLetter_ByAPolicyThatIsGoneMeanwhile_IsDropped()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "q2"));
        var other = Declare("q2");
        host.Publish("", "q", "m");
        queue.Reject(Take(queue, 1));

        queue.Apply(new QueueSettings(), host.Touched);
        RunAll();

        (queue.DeadLetterCount, other.ReadyCount).ShouldBe((0, 0));
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Delete_OfAQueueWithDeadLetters_LetsThemGoOn()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"));
        var dead = Declare("dead");
        host.Publish("", "q", "rejected");
        host.Publish("", "q", "waiting");
        queue.Reject(Take(queue, 1));

        host.VirtualHost.DeleteQueue("q", host.Owner, false, false).ShouldBe(1);
        RunAll();

        host.Drain(dead).ShouldBe(["rejected"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Purge_OfAQueueWithADeadLetterExchange_DeadLettersNothing()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"));
        var dead = Declare("dead");
        host.Publish("", "q", "m");

        queue.Purge().ShouldBe(1);

        host.VirtualHost.DeadLettering.RunNext().ShouldBeFalse();
        dead.ReadyCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(DeathReason.Expired, 0)]
    [InlineData(DeathReason.MaxLength, 0)]
    [InlineData(DeathReason.DeliveryLimit, 0)]
    [InlineData(DeathReason.Rejected, 1)]
    public void DeadLetter_ToItsOwnQueue_ComesThereOnlyWhenItWasRejected(DeathReason reason, int expected)
    {
        var queue = Declare("q", ("x-dead-letter-exchange", "amq.fanout"));
        var other = Declare("other");
        host.Bind("q", "amq.fanout");
        host.Bind("other", "amq.fanout");
        host.Publish("", "q", "m");

        Discard(queue, reason);
        RunAll();

        (queue.ReadyCount, other.ReadyCount).ShouldBe((expected, 1));
    }

    [Fact]
    public void DeadLetter_ThatCameInACircle_GoesOnWhenSomebodyHasRejectedIt()
    {
        var first = Declare("first", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "second"));
        var second = Declare("second", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "first"));
        host.Publish("", "first", "m");

        Discard(first, DeathReason.Rejected);
        RunAll();
        Discard(second, DeathReason.Expired);
        RunAll();
        first.ReadyCount.ShouldBe(1);
        Discard(first, DeathReason.Expired);
        RunAll();

        // Rejected before it was here last, and not since: but RabbitMQ 3.10, which turns the order of earlier deaths round, lets
        // it go on.
        second.ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void DeadLetter_ThatIsToBeKept_IsTriedAgainUntilAQueueTakesIt()
    {
        var queue = Declare(
            "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"), ("x-dead-letter-strategy", "at-least-once"), ("x-queue-type", "quorum"));
        host.Publish("", "q", "m");
        queue.Reject(Take(queue, 1));
        RunAll();
        queue.DeadLetterCount.ShouldBe(1);

        var dead = Declare("dead");
        time.Advance(1000);
        RunAll();

        queue.DeadLetterCount.ShouldBe(0);
        host.Drain(dead).ShouldBe(["m"]);
        host.ShouldHoldNoRecords();
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(null, 250)]
    public void DeadLetters_ThatAreKept_CountWhereThePublisherIsRefused(int? maxLength, int? maxOctets)
    {
        var queue = Declare(
            "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"), ("x-dead-letter-strategy", "at-least-once"), ("x-queue-type", "quorum"));
        queue.Apply(queue.Settings with { MaxLength = maxLength, MaxLengthBytes = maxOctets, Overflow = Overflow.RejectPublish }, host.Touched);
        var body = new string('x', 100);
        host.Send("q", body).ShouldBe(PublishResult.Routed);
        host.Send("q", body).ShouldBe(PublishResult.Routed);
        queue.Reject(Take(queue, 2));
        RunAll();

        host.Send("q", body).ShouldBe(PublishResult.Rejected);

        Declare("dead");
        time.Advance(1000);
        RunAll();
        host.Send("q", body).ShouldBe(PublishResult.Routed);
    }

    [Theory]
    [InlineData("at-least-once", true)]
    [InlineData("at-most-once", false)]
    public void DeadLetter_ToAFullQueue_IsKeptOnlyAtLeastOnce(string strategy, bool isKept)
    {
        var queue = Declare(
            "q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"), ("x-dead-letter-strategy", strategy), ("x-queue-type", "quorum"));
        var dead = Declare("dead");
        dead.Apply(dead.Settings with { MaxLength = 1, Overflow = Overflow.RejectPublish }, host.Touched);
        for (var i = 0; i < 3; i++)
            host.Publish("", "q", $"{i}");

        queue.Reject(Take(queue, 3));
        RunAll();

        (queue.DeadLetterCount, dead.ReadyCount).ShouldBe((isKept ? 2 : 0, 1));
        var bodies = new List<string>(host.Drain(dead));
        for (var i = 0; i < 2; i++)
        {
            time.Advance(60_000);
            RunAll();
            bodies.AddRange(host.Drain(dead));
        }
        bodies.ShouldBe(isKept ? ["0", "1", "2"] : ["0"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Expiry_OfMany_DeadLettersAllInOrder()
    {
        var queue = Declare("q", ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", "dead"));
        queue.Apply(queue.Settings with { TimeToLiveMs = 1000 }, host.Touched);
        var dead = Declare("dead");
        for (var i = 0; i < 20_000; i++)
            host.PublishLater("", "q", $"{i}");
        host.Publisher.Flush();

        time.Advance(2000);
        RunUntil(() => dead.ReadyCount == 20_000);

        host.Drain(dead).ShouldBe(Enumerable.Range(0, 20_000).Select(i => $"{i}"));
        host.ShouldHoldNoRecords();
    }

    private void RunUntil(Func<bool> condition)
    {
        SpinWait.SpinUntil(
            () =>
            {
                RunAll();
                return condition();
            },
            TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    private static void Discard(Queue queue, DeathReason reason)
    {
        var message = Take(queue, 1)[0];
        if (reason == DeathReason.Rejected)
        {
            queue.Reject([message]);
            return;
        }
        lock (queue.Gate)
            queue.Discard(queue.LaneFor(0), message.Sequence, message.Entry, reason);
    }

    private static Settlement[] Take(Queue queue, int count)
    {
        var taken = new List<Settlement>();
        while (taken.Count < count && queue.TryTake(out var message, out _))
            taken.Add(message);
        taken.Count.ShouldBe(count);
        return [.. taken];
    }

    private Queue Declare(string name, params (string Name, string Value)[] arguments)
    {
        var table = new FieldTable();
        foreach (var (argument, value) in arguments)
            table.Set(argument, FieldValue.String(value));
        var isQuorum = arguments.Any(argument => argument.Value == "quorum");
        return host.VirtualHost.DeclareQueue(new QueueDefinition(name, isQuorum, false, false, table), host.Owner);
    }

    private void RunAll()
    {
        while (host.VirtualHost.DeadLettering.RunNext())
        {
            // Until no queue has any.
        }
    }
}
