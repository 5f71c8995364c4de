using Pabal.Engine.Definitions;
using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests;

public class VirtualHostTests
{
    private readonly TestHost host = new();

    private VirtualHost VirtualHost => host.VirtualHost;

    [Fact]
    public void DeclareQueue_Again_ReturnsTheSame()
    {
        var version = 0L;
        var queue = host.Declare("q");
        version = VirtualHost.RoutingVersion;
        host.Declare("q").ShouldBeSameAs(queue);

        VirtualHost.RoutingVersion.ShouldBe(version);
        Should.Throw<BrokerException>(() => host.Declare("q", autoDelete: true)).Kind.ShouldBe(ErrorKind.PreconditionFailed);
        Should.Throw<BrokerException>(() => host.Declare("amq.q")).Kind.ShouldBe(ErrorKind.AccessRefused);
        host.Declare("").Name.ShouldBe("amq.gen-name1");
    }

    [Theory]
    [InlineData("quorum")]
    [InlineData("stream")]
    public void DeclareQueue_WithoutNameOfAReplicatedType_IsRefused(string type)
    {
        var arguments = new FieldTable();
        arguments.Set("x-queue-type", FieldValue.String(type));

        var refusal = Should.Throw<BrokerException>(
            () => VirtualHost.DeclareQueue(new QueueDefinition("", true, false, false, arguments), host.Owner));

        refusal.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        refusal.Message.ShouldBe($"Cannot declare a server-named queue for type rabbit_{type}_queue");
    }

    [Fact]
    public void DeleteQueue_WithConditions_KeepsThem()
    {
        var queue = host.Declare("q");
        var consumer = host.Consume(queue, new FakeTarget(credit: 0));
        host.Publish("", "q");
        Should.Throw<BrokerException>(() => VirtualHost.DeleteQueue("q", this, ifUnused: true, ifEmpty: false)).Message
            .ShouldBe("queue 'q' in vhost '/' in use");
        Should.Throw<BrokerException>(() => VirtualHost.DeleteQueue("q", this, ifUnused: false, ifEmpty: true)).Message
            .ShouldBe("queue 'q' in vhost '/' not empty");
        queue.IsDeleted.ShouldBeFalse();
        VirtualHost.Cancel(consumer);
        queue.Purge();

        VirtualHost.DeleteQueue("q", this, ifUnused: true, ifEmpty: true).ShouldBe(0);
        VirtualHost.DeleteQueue("q", this, ifUnused: true, ifEmpty: true).ShouldBe(0);
        Should.Throw<BrokerException>(() => VirtualHost.GetQueue("q", this)).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void ExclusiveQueue_OfAnother_IsLockedForEverything()
    {
        host.Declare("mine", exclusive: true);
        host.Bind("mine", "amq.fanout");
        Action[] others =
        [
            () => VirtualHost.GetQueue("mine", this),
            () => VirtualHost.DeclareQueue(new QueueDefinition("mine", false, true, false, FieldTable.Empty), this),
            () => VirtualHost.DeclareQueue(new QueueDefinition("mine", false, false, false, FieldTable.Empty), host.Owner),
            () => VirtualHost.DeleteQueue("mine", this, ifUnused: false, ifEmpty: false),
            () => VirtualHost.BindQueue("mine", "amq.fanout", "", FieldTable.Empty, this),
            () => VirtualHost.UnbindQueue("mine", "amq.fanout", "", FieldTable.Empty, this),
        ];

        foreach (var action in others)
            Should.Throw<BrokerException>(action).Kind.ShouldBe(ErrorKind.ResourceLocked);
        VirtualHost.GetQueue("mine", host.Owner).Owner.ShouldBe(host.Owner);
    }

    [Fact]
    public void DeleteOwnedBy_DeletesExclusiveQueuesOnly()
    {
        var target = new FakeTarget();
        host.Consume(host.Declare("mine", exclusive: true), target);
        host.Declare("ours");
        VirtualHost.CreateInternalQueue("other", this);
        VirtualHost.DeleteOwnedBy(host.Owner);
        VirtualHost.DeleteOwnedBy(host.Owner);

        Should.Throw<BrokerException>(() => VirtualHost.GetQueue("mine", host.Owner)).Kind.ShouldBe(ErrorKind.NotFound);
        VirtualHost.GetQueue("ours", host.Owner).IsDeleted.ShouldBeFalse();
        VirtualHost.GetQueue("other", this).IsDeleted.ShouldBeFalse();
        target.QueueDeletions.ShouldBe(1);
    }

    [Fact]
    public void Cancel_OfTheLastConsumer_DeletesAnAutoDeleteQueue()
    {
        var queue = host.Declare("q", autoDelete: true);
        var one = host.Consume(queue, new FakeTarget());
        var other = host.Consume(queue, new FakeTarget());
        VirtualHost.Cancel(one);
        VirtualHost.Cancel(one);
        queue.IsDeleted.ShouldBeFalse();
        VirtualHost.Cancel(other);

        queue.IsDeleted.ShouldBeTrue();
        Should.Throw<BrokerException>(() => VirtualHost.GetQueue("q", host.Owner)).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void DeleteQueue_WithTheLastBinding_DeletesAutoDeleteExchangesUpTheChain()
    {
        host.DeclareExchange("first", autoDelete: true);
        host.DeclareExchange("second", autoDelete: true);
        host.DeclareExchange("kept");
        VirtualHost.BindExchange("second", "first", "", FieldTable.Empty);
        VirtualHost.BindExchange("first", "kept", "", FieldTable.Empty);
        host.Declare("q");
        host.Bind("q", "second");
        VirtualHost.DeleteQueue("q", this, ifUnused: false, ifEmpty: false);

        Should.Throw<BrokerException>(() => VirtualHost.GetExchange("second")).Kind.ShouldBe(ErrorKind.NotFound);
        Should.Throw<BrokerException>(() => VirtualHost.GetExchange("first")).Kind.ShouldBe(ErrorKind.NotFound);
        VirtualHost.GetExchange("kept").Bindings.ShouldBeEmpty();
    }

    [Fact]
    public void DeleteQueue_AtTheEndOfALongChainOfAutoDeleteExchanges_NeedsLittleStack()
    {
        const int Length = 20_000;
        for (var i = 0; i < Length; i++)
        {
            host.DeclareExchange($"x{i}", autoDelete: true);
            if (i > 0)
                VirtualHost.BindExchange($"x{i}", $"x{i - 1}", "", FieldTable.Empty);
        }
        host.Declare("q");
        host.Bind("q", $"x{Length - 1}");
        var thread = new Thread(
            () => VirtualHost.DeleteQueue("q", this, ifUnused: false, ifEmpty: false), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();

        Should.Throw<BrokerException>(() => VirtualHost.GetExchange("x0")).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void Unbind_OfTheLastBinding_DeletesAnAutoDeleteExchange()
    {
        host.DeclareExchange("x", autoDelete: true);
        host.Declare("q");
        host.Bind("q", "x", "a");
        host.Bind("q", "x", "a");
        VirtualHost.UnbindQueue("q", "x", "never bound", FieldTable.Empty, host.Owner);
        VirtualHost.GetExchange("x").Bindings.Count.ShouldBe(1);
        VirtualHost.UnbindQueue("q", "x", "a", FieldTable.Empty, host.Owner);

        Should.Throw<BrokerException>(() => VirtualHost.GetExchange("x")).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void DeleteExchange_InUse_IsRefusedOnlyIfUnusedIsAsked()
    {
        host.DeclareExchange("x");
        host.Declare("q");
        host.Bind("q", "x");
        Should.Throw<BrokerException>(() => VirtualHost.DeleteExchange("x", ifUnused: true)).Message
            .ShouldBe("exchange 'x' in vhost '/' in use");
        VirtualHost.DeleteExchange("x", ifUnused: false);
        VirtualHost.DeleteExchange("x", ifUnused: true);

        Should.Throw<BrokerException>(() => VirtualHost.DeleteExchange("amq.topic", ifUnused: false)).Kind
            .ShouldBe(ErrorKind.AccessRefused);
        Should.Throw<BrokerException>(() => host.Bind("q", "")).Kind.ShouldBe(ErrorKind.AccessRefused);
    }

    [Fact]
    public void Publish_WithoutAMatch_TakesTheAlternateExchange()
    {
        host.DeclareExchange("last", "fanout");
        host.DeclareExchange("middle", "direct", alternate: "last");
        host.DeclareExchange("first", "direct", alternate: "middle");
        var matched = host.Declare("matched");
        var rest = host.Declare("rest");
        host.Bind("matched", "first", "k");
        host.Bind("rest", "last");
        host.Publish("first", "k", "one");
        host.Publish("first", "other", "two");

        host.Drain(matched).ShouldBe(["one"]);
        host.Drain(rest).ShouldBe(["two"]);
        VirtualHost.DeleteExchange("middle", ifUnused: false);
        host.Publish("first", "other").ShouldBe(PublishResult.Unroutable);
    }

    [Fact]
    public void Publish_IntoACycleOfExchanges_ReachesEachQueueOnce()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            host.DeclareExchange(name);
            host.Declare(name);
            host.Bind(name, name);
        }
        VirtualHost.BindExchange("b", "a", "", FieldTable.Empty);
        VirtualHost.BindExchange("c", "b", "", FieldTable.Empty);
        VirtualHost.BindExchange("a", "c", "", FieldTable.Empty);
        VirtualHost.BindExchange("a", "a", "", FieldTable.Empty);
        host.Publish("b", "").ShouldBe(PublishResult.Routed);

        foreach (var name in new[] { "a", "b", "c" })
            VirtualHost.GetQueue(name, host.Owner).ReadyCount.ShouldBe(1);
        VirtualHost.DeleteExchange("a", ifUnused: false);
        VirtualHost.GetExchange("c").Bindings.Count.ShouldBe(1);
    }

    [Fact]
    public void RoutingVersion_ChangesWithWhatRoutesDependOn()
    {
        Action[] changes =
        [
            () => host.Declare("q"),
            () => host.DeclareExchange("x"),
            () => host.Bind("q", "x"),
            () => VirtualHost.UnbindQueue("q", "x", "", FieldTable.Empty, host.Owner),
            () => VirtualHost.DeleteExchange("x", ifUnused: false),
            () => VirtualHost.DeleteQueue("q", host.Owner, ifUnused: false, ifEmpty: false),
        ];
        foreach (var change in changes)
        {
            var before = VirtualHost.RoutingVersion;
            change();
            VirtualHost.RoutingVersion.ShouldBeGreaterThan(before);
        }
    }

    [Fact]
    public void Declare_OfTenThousandQueuesAndManyBindings_LeavesNothingBehindWhenDeleted()
    {
        const int Queues = 10_000;
        for (var i = 0; i < Queues; i++)
        {
            host.Declare($"q{i}", exclusive: true);
            for (var j = 0; j < 10; j++)
                host.Bind($"q{i}", "amq.topic", $"a.{i}.{j}.#");
        }
        var exchange = VirtualHost.GetExchange("amq.topic");
        exchange.Bindings.Count.ShouldBe(10 * Queues);
        host.Publish("amq.topic", "a.77.3.x.y");
        VirtualHost.GetQueue("q77", host.Owner).ReadyCount.ShouldBe(1);
        VirtualHost.DeleteOwnedBy(host.Owner);

        exchange.Bindings.ShouldBeEmpty();
        ((Engine.Routing.TopicBindings)exchange.Index).IsEmpty.ShouldBeTrue();
        host.ShouldHoldNoRecords();
    }
}
