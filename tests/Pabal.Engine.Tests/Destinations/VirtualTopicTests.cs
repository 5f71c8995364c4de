using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Destinations;

public class VirtualTopicTests
{
    private readonly TestHost host = new();

    [Fact]
    public void Publish_ToAVirtualTopic_ReachesEachGroupAndItsConsumersShare()
    {
        var a = Open("Consumer.A.VirtualTopic.Orders");
        var b = Open("Consumer.B.VirtualTopic.Orders");
        var subscriber = host.Declare("subscriber");
        host.Bind("subscriber", "amq.topic", "VirtualTopic.#");
        var (first, second) = (new FakeTarget(int.MaxValue), new FakeTarget(int.MaxValue));
        host.Consume(a, first);
        host.Consume(a, second);

        host.Publish("amq.topic", "VirtualTopic.Orders", "1");
        host.Publish("amq.topic", "VirtualTopic.Orders", "2");
        host.Publish("amq.topic", "VirtualTopic.Other", "3");

        first.Deliveries.Select(delivery => delivery.Body).ShouldBe(["1"]);
        second.Deliveries.Select(delivery => delivery.Body).ShouldBe(["2"]);
        host.Drain(b).ShouldBe(["1", "2"]);
        host.Drain(subscriber).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void Open_OfAGroupsQueue_MakesItOnceAndDurable()
    {
        var queue = Open("Consumer.A.VirtualTopic.Orders");

        queue.Definition.Durable.ShouldBeTrue();
        queue.Definition.Exclusive.ShouldBeFalse();
        Open(queue.Name).ShouldBe(queue);
        host.VirtualHost.GetQueue(queue.Name, host.Owner).ShouldBe(queue);
    }

    [Fact]
    public void Declare_OfAGroupsQueue_BindsItAsDeclared()
    {
        var queue = host.Declare("Consumer.A.VirtualTopic.Orders", autoDelete: true);
        host.Publish("amq.topic", "VirtualTopic.Orders", "1");

        host.Drain(queue).ShouldBe(["1"]);
        queue.Definition.AutoDelete.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Consumer.A.VirtualTopic.>", "VirtualTopic.X VirtualTopic.X.Y VirtualTopic")]
    [InlineData("Consumer.A.VirtualTopic.*", "VirtualTopic.X")]
    [InlineData("Consumer.A.VirtualTopic.*.Y", "VirtualTopic.X.Y")]
    [InlineData("Consumer.A.VirtualTopic", "VirtualTopic")]
    public void Publish_ToAVirtualTopic_ReachesAGroupByWildcard(string name, string topics)
    {
        var queue = Open(name);
        foreach (var topic in (string[])["VirtualTopic.X", "VirtualTopic.X.Y", "VirtualTopic", "Other"])
            host.Publish("amq.topic", topic, topic);

        string.Join(' ', host.Drain(queue)).ShouldBe(topics);
    }

    [Theory]
    [InlineData("Consumer.A.Topic.X")]
    [InlineData("Consumer.A.>")]
    [InlineData("Consumer.VirtualTopic.X")]
    [InlineData("Consumer..VirtualTopic.X")]
    [InlineData("Consumers.A.VirtualTopic.X")]
    [InlineData("Consumer.A.VirtualTopic.#")]
    [InlineData("Consumer.A.VirtualTopic.>.X")]
    [InlineData("Consumer.A.")]
    [InlineData("Consumer.A")]
    [InlineData("")]
    public void Open_OfAnyOtherMissingQueue_IsRefused(string name)
    {
        Should.Throw<BrokerException>(() => Open(name)).Kind.ShouldBe(ErrorKind.NotFound);
    }

    [Fact]
    public void Get_OfAMissingGroupsQueue_DoesNotMakeIt()
    {
        Should.Throw<BrokerException>(() => host.VirtualHost.GetQueue("Consumer.A.VirtualTopic.X", host.Owner));
        host.VirtualHost.HasQueue("Consumer.A.VirtualTopic.X").ShouldBeFalse();
    }

    [Fact]
    public void Open_WithNamesOfOnesOwn_GoesByThem()
    {
        var destinations = host.VirtualHost.Destinations;
        destinations.VirtualTopics.ShouldBe([VirtualTopicDefinition.Default]);
        destinations.DeleteVirtualTopic("VirtualTopic.>").ShouldBeTrue();
        destinations.DeleteVirtualTopic("VirtualTopic.>").ShouldBeFalse();
        destinations.PutVirtualTopic(new("events.*", "groups.*.", ".work"));

        Should.Throw<BrokerException>(() => Open("Consumer.A.VirtualTopic.X"));
        var queue = Open("groups.A.events.made.work");
        host.Publish("amq.topic", "events.made", "1");
        host.Publish("amq.topic", "events.made.work", "2");

        host.Drain(queue).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("", "C.*.", "", "virtual topic '': its name is empty")]
    [InlineData("A.>.B", "C.*.", "", "virtual topic 'A.>.B': '>' can only be the last word of its name")]
    [InlineData("A", "C.*", "", "virtual topic 'A': its prefix must end with a dot, unlike 'C.*'")]
    [InlineData("A", "", "", "virtual topic 'A': its prefix must end with a dot, unlike ''")]
    [InlineData("A", "C.>.", "", "virtual topic 'A': '>' can't stand in its prefix")]
    [InlineData("A", "C.*.", "x", "virtual topic 'A': its postfix must be empty or begin with a dot, unlike 'x'")]
    public void PutVirtualTopic_OfWhatCannotBe_SaysWhy(string name, string prefix, string postfix, string text)
    {
        var error = Should.Throw<BrokerException>(
            () => host.VirtualHost.Destinations.PutVirtualTopic(new(name, prefix, postfix)));

        error.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        error.Message.ShouldBe(text);
    }

    [Fact]
    public void Unbind_OfAGroupsQueue_LastsThoughItIsUsedAgain()
    {
        var queue = Open("Consumer.A.VirtualTopic.X");
        host.VirtualHost.UnbindQueue(queue.Name, "amq.topic", "VirtualTopic.X", FieldTable.Empty, host.Owner);
        Open(queue.Name);
        host.Publish("amq.topic", "VirtualTopic.X", "1");

        host.Drain(queue).ShouldBeEmpty();
    }

    [Fact]
    public void Open_OfAGroupsQueue_GoesByPoliciesAndLimits()
    {
        host.VirtualHost.Policies.Set(
            Policy.Create("short", "^Consumer", "queues", 0, QueueArgument.Table(("max-length", 3)), isOperator: false), isOperator: false);
        host.VirtualHost.Limits = new VirtualHostLimits(MaxQueues: 1);

        Open("Consumer.A.VirtualTopic.X").Settings.MaxLength.ShouldBe(3);
        Should.Throw<BrokerException>(() => Open("Consumer.B.VirtualTopic.X")).Message.ShouldStartWith("cannot declare queue");
    }

    private Queue Open(string name) => host.VirtualHost.OpenQueue(name, host.Owner);
}
