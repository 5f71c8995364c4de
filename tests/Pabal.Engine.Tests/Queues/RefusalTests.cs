using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;

namespace Pabal.Engine.Tests.Queues;

/// <summary>Queues that refuse what they have no room for.</summary>
public class RefusalTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Publish_ToAFullQueue_IsRejected()
    {
        var queue = Declare("q", 2);

        Results("q", "0", "1", "2").ShouldBe([PublishResult.Routed, PublishResult.Routed, PublishResult.Rejected]);

        host.Drain(queue).ShouldBe(["0", "1"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Publishes_OfOneBatchWithAConsumer_FindRoomAgain()
    {
        var queue = Declare("q", 1);
        var target = new FakeTarget();
        host.Consume(queue, target);

        for (var i = 0; i < 20; i++)
            host.SendLater("q", $"{i}").ShouldBe(PublishResult.Routed);

        target.Bodies.Length.ShouldBe(20);
    }

    [Fact]
    public void Publish_ToAQueueThatHoldsNothing_IsRejectedWhoeverConsumes()
    {
        var queue = Declare("q", 0);
        host.Consume(queue, new FakeTarget());

        host.Send("q", "m").ShouldBe(PublishResult.Rejected);
    }

    [Fact]
    public void Publish_ByOctets_IsRejectedWhenItsBodyIsTooLong()
    {
        var queue = host.Declare("q", ("x-max-length-bytes", 10), ("x-overflow", "reject-publish"));

        Results("q", "aaaa", "bbbb", "ccc", "cc", "", "e").ShouldBe(
            [PublishResult.Routed, PublishResult.Routed, PublishResult.Rejected, PublishResult.Routed, PublishResult.Routed, PublishResult.Rejected]);
        host.Drain(queue).ShouldBe(["aaaa", "bbbb", "cc", ""]);
    }

    [Fact]
    public void Publish_ToSeveralQueues_ReachesThoseThatHaveRoom()
    {
        var full = Declare("full", 1);
        var other = host.Declare("other");
        host.Bind("full", "amq.fanout");
        host.Bind("other", "amq.fanout");

        host.Publish("amq.fanout", "", "0").ShouldBe(PublishResult.Routed);
        host.Publish("amq.fanout", "", "1").ShouldBe(PublishResult.Rejected);

        host.Drain(full).ShouldBe(["0"]);
        host.Drain(other).ShouldBe(["0", "1"]);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Messages_BeforeARejectedOne_KeepTheirOrder()
    {
        Declare("full", 0);
        var plain = host.Declare("plain");
        host.SendLater("plain", "0");
        host.SendLater("full", "x").ShouldBe(PublishResult.Rejected);
        host.SendLater("plain", "1");
        host.Publisher.Flush();

        host.Drain(plain).ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Transaction_WithoutRoomForAll_StoresWhatThereIsRoomFor()
    {
        var queue = Declare("q", 2);
        host.Publisher.BeginTransaction();
        for (var i = 0; i < 4; i++)
            host.SendLater("q", $"{i}");

        host.Publisher.CommitTransaction().ShouldBeFalse();

        host.Drain(queue).ShouldBe(["0", "1"]);
        host.Publisher.BeginTransaction();
        host.SendLater("q", "4");
        host.Publisher.CommitTransaction().ShouldBeTrue();
    }

    [Fact]
    public void Refusal_SetWhileMessagesArePending_HoldsForThem()
    {
        var queue = host.Declare("q");
        for (var i = 0; i < 4; i++)
            host.SendLater("q", $"{i}");

        queue.Apply(queue.Settings with { MaxLength = 3, Overflow = Overflow.RejectPublish }, host.Touched);
        host.Publisher.Flush();

        host.Drain(queue).ShouldBe(["0", "1", "2"]);
        host.ShouldHoldNoRecords();
    }

    private PublishResult[] Results(string queue, params string[] bodies) => Array.ConvertAll(bodies, body => host.Send(queue, body));

    private Engine.Queues.Queue Declare(string name, int maxLength) =>
        host.Declare(name, ("x-max-length", maxLength), ("x-overflow", "reject-publish"));
}
