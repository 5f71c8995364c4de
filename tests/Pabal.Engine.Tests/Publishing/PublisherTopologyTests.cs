using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Publishing;

/// <summary>What a publisher remembers of routes, while the topology changes between its steps.</summary>
public class PublisherTopologyTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Complete_AfterABindingCame_GoesWhereItLeadsNow()
    {
        var message = host.Begin("amq.direct", "k", 0);
        var queue = host.Declare("q");
        host.Bind("q", "amq.direct", "k");

        host.Publisher.Complete(message).ShouldBe(PublishResult.Routed);
        host.Publisher.Flush();
        queue.ReadyCount.ShouldBe(1);
    }

    [Fact]
    public void Complete_AfterTheQueueWent_IsUnroutable()
    {
        host.Declare("q");
        var message = host.Begin("", "q", 0);
        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false);

        var entry = message.Entry;
        host.Publisher.Complete(message).ShouldBe(PublishResult.Unroutable);
        host.Publisher.Abort(entry);
        host.Publisher.Flush();
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Flush_AfterTheQueueWent_ReleasesTheMessages()
    {
        host.Declare("q");
        host.PublishLater("", "q", "lost");
        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false);
        host.Publisher.Flush();

        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Complete_AfterTheQueueWasDeclaredAnew_GoesToTheNewOne()
    {
        host.Declare("q");
        host.Publish("", "q", "old");
        host.VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false).ShouldBe(1);
        var renewed = host.Declare("q");
        host.Publish("", "q", "new");

        host.Drain(renewed).ShouldBe(["new"]);
    }

    [Theory]
    [InlineData("fanout")]
    [InlineData("headers")]
    public void Complete_AfterTheExchangeWent_IsUnroutable(string type)
    {
        host.DeclareExchange("x", type);
        var queue = host.Declare("q");
        host.Bind("q", "x");
        var message = host.Begin("x", "", 0);
        host.VirtualHost.DeleteExchange("x", ifUnused: false);

        var entry = message.Entry;
        host.Publisher.Complete(message).ShouldBe(PublishResult.Unroutable);
        host.Publisher.Abort(entry);
        host.Publisher.Flush();
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Resolve_AfterTheExchangeWentUnderAMessage_IsNotFound()
    {
        host.DeclareExchange("x");
        var message = host.Begin("x", "", 0);
        host.VirtualHost.DeleteExchange("x", ifUnused: false);
        var entry = message.Entry;
        host.Publisher.Complete(message);
        host.Publisher.Abort(entry);

        Should.Throw<BrokerException>(() => host.Publish("x", "")).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void Resolve_AfterTheExchangeWasDeclaredAnewUnderAMessage_UsesTheNewOne()
    {
        host.DeclareExchange("x");
        var queue = host.Declare("q");
        host.Bind("q", "x");
        var message = host.Begin("x", "", 0);
        host.VirtualHost.DeleteExchange("x", ifUnused: false);
        host.DeclareExchange("x");
        var entry = message.Entry;
        if (host.Publisher.Complete(message) == PublishResult.Unroutable)
            host.Publisher.Abort(entry);

        host.Publish("x", "").ShouldBe(PublishResult.Unroutable);
        queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public void Resolve_OfAnotherKeyAfterTheExchangeWasDeclaredAnew_UsesTheNewOne()
    {
        host.DeclareExchange("x");
        host.Bind(host.Declare("old").Name, "x");
        host.Publish("x", "first").ShouldBe(PublishResult.Routed);
        host.VirtualHost.DeleteExchange("x", ifUnused: false);
        Should.Throw<BrokerException>(() => host.Publish("x", "second")).Kind.ShouldBe(ErrorKind.NotFound);
        host.DeclareExchange("x");

        host.Publish("x", "third").ShouldBe(PublishResult.Unroutable);
    }

    [Fact]
    public void Resolve_OfExchangesWhoseNamesBeginAlike_TakesThemApart()
    {
        string[] names = ["x", "xx", "", "xxx", "x.", "xx"];
        foreach (var name in names)
        {
            if (name.Length > 0)
                host.DeclareExchange(name);
        }

        foreach (var name in names)
        {
            var route = host.Publisher.Resolve(MessageEnvelope.Encode(name, $"key of {name}"));
            (route.Exchange.Name, route.RoutingKey).ShouldBe((name, $"key of {name}"));
        }
    }

    [Fact]
    public void Complete_InOneBatchAcrossChanges_KeepsTheOrderPerQueue()
    {
        var queue = host.Declare("q");
        host.Bind("q", "amq.fanout");
        for (var i = 0; i < 100; i++)
        {
            host.PublishLater(i % 2 == 0 ? "" : "amq.fanout", "q", $"{i}");
            if (i % 7 == 0)
                host.Declare($"other{i}");
        }
        host.Publisher.Flush();

        host.Drain(queue).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Resolve_WhileNothingChanges_ReturnsTheRememberedRoute()
    {
        var first = host.Publisher.Resolve(MessageEnvelope.Encode("amq.direct", "a"));
        var other = host.Publisher.Resolve(MessageEnvelope.Encode("amq.direct", "b"));

        host.Publisher.Resolve(MessageEnvelope.Encode("amq.direct", "a")).ShouldBeSameAs(first);
        host.Publisher.Resolve(MessageEnvelope.Encode("amq.direct", "b")).ShouldBeSameAs(other);
        host.Declare("q");
        host.Publisher.Resolve(MessageEnvelope.Encode("amq.direct", "b")).ShouldNotBeSameAs(other);
    }
}
