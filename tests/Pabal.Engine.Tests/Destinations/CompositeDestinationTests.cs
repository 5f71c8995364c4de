using Pabal.Engine.Destinations;
using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Destinations;

public class CompositeDestinationTests
{
    private readonly TestHost host = new();

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "m")]
    public void Publish_ToACompositeQueue_ReachesQueuesTopicsAndItselfUnlessItOnlyForwards(bool forwardOnly, string own)
    {
        var (foo, a, subscriber) = (host.Declare("FOO"), host.Declare("a"), host.Declare("subscriber"));
        host.Bind("subscriber", "amq.topic", "NOTIFY.#");
        Put(Queue("FOO"), forwardOnly, false, new(Queue("a")), new(Topic("NOTIFY.FOO")), new(Queue("missing")));

        host.Publish("", "FOO", "m").ShouldBe(PublishResult.Routed);

        host.Drain(a).ShouldBe(["m"]);
        host.Drain(subscriber).ShouldBe(["m"]);
        string.Join(',', host.Drain(foo)).ShouldBe(own);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Publish_ToACompositeTopic_ForwardsWhatIsPublishedToAmqTopic()
    {
        var (a, subscriber, other) = (host.Declare("a"), host.Declare("subscriber"), host.Declare("T"));
        host.Bind("subscriber", "amq.topic", "T");
        Put(Topic("T"), false, false, new(Queue("a")), new(Queue("subscriber")));

        host.Publish("amq.topic", "T", "1");
        host.Publish("", "T", "2");
        host.Publish("amq.topic", "T.x", "3");

        host.Drain(a).ShouldBe(["1"]);
        host.Drain(subscriber).ShouldBe(["1"], "each queue is reached once");
        host.Drain(other).ShouldBe(["2"]);
    }

    [Theory]
    // forwardOnly, sendWhenNotMatched, n, own copies
    [InlineData(true, false, 1, 0)]
    [InlineData(true, false, 2, 0)]
    [InlineData(false, false, 1, 1)]
    [InlineData(false, false, 2, 1)]
    [InlineData(true, true, 1, 1)]
    [InlineData(true, true, 2, 0)]
    [InlineData(false, true, 1, 1)]
    [InlineData(false, true, 2, 0)]
    public void Publish_ThroughAFilter_KeepsItsOwnCopyAsActiveMQDoes(bool forwardOnly, bool sendWhenNotMatched, int n, int copies)
    {
        var (foo, a) = (host.Declare("FOO"), host.Declare("a"));
        Put(Queue("FOO"), forwardOnly, sendWhenNotMatched, new DestinationForward(Queue("a"), true, "n = 2"));

        host.Publish("", "FOO", "m", Arguments(("n", Value(n))));

        host.Drain(foo).Length.ShouldBe(copies);
        host.Drain(a).Length.ShouldBe(n == 2 ? 1 : 0);
    }

    [Fact]
    public void Publish_ThroughFilters_RoutesEachMessageByItself()
    {
        var (red, blue, any, none) = (host.Declare("red"), host.Declare("blue"), host.Declare("any"), host.Declare("none"));
        Put(
            Queue("FOO"), true, false, new(Queue("red"), true, "color = 'red'"), new(Queue("blue"), true, "JMSPriority = 0 AND color = 'blue'"),
            new(Queue("any")), new(Queue("none"), true), new(Queue("none"), true, " "));

        foreach (var color in (string[])["red", "blue", "green", "red"])
            host.Publish("", "FOO", color, Arguments(("color", Value(color))));
        host.Publish("", "FOO", "without");

        host.Drain(red).ShouldBe(["red", "red"]);
        host.Drain(blue).ShouldBe(["blue"]);
        host.Drain(any).ShouldBe(["red", "blue", "green", "red", "without"]);
        host.Drain(none).ShouldBeEmpty("a missing selector never matches");
    }

    [Fact]
    public void Resolve_OfARouteWithoutFilters_IsStillRememberedByKey()
    {
        host.Declare("a");
        host.Declare("plain");
        Put(Queue("FOO"), true, false, new DestinationForward(Queue("a")));
        Put(Queue("BAR"), true, false, new DestinationForward(Queue("a"), true, "n = 1"));

        host.Publisher.Resolve(MessageEnvelope.Encode("", "FOO")).IsPerMessage.ShouldBeFalse();
        host.Publisher.Resolve(MessageEnvelope.Encode("", "BAR")).IsPerMessage.ShouldBeTrue();
        host.Publisher.Resolve(MessageEnvelope.Encode("", "plain")).IsPerMessage.ShouldBeFalse();
    }

    [Fact]
    public void Publish_IntoACycle_ReachesEachOnce()
    {
        var queues = (string[])["A", "B", "C"];
        var declared = Array.ConvertAll(queues, name => host.Declare(name));
        Put(Queue("A"), false, false, new(Queue("B")), new(Topic("T")));
        Put(Queue("B"), false, false, new(Queue("A")), new(Queue("C")));
        Put(Queue("C"), false, true, new DestinationForward(Queue("A"), true));
        Put(Topic("T"), false, false, new DestinationForward(Queue("A")));

        foreach (var name in queues)
            host.Publish("", name, name);

        host.Drain(declared[0]).ShouldBe(["A", "B"]);
        host.Drain(declared[1]).ShouldBe(["A", "B"]);
        host.Drain(declared[2]).ShouldBe(["A", "B", "C"]);
    }

    [Fact]
    public void Publish_ToNamesOfAWildcardComposite_AppliesAllThatMatch()
    {
        var (a, b, own) = (host.Declare("a"), host.Declare("b"), host.Declare("S.x"));
        Put(Queue("S.>"), true, false, new DestinationForward(Queue("a")));
        Put(Queue("*.x"), false, false, new DestinationForward(Queue("b")));

        host.Publish("", "S.x", "1");
        host.Publish("", "S.y.z", "2");
        host.Publish("", "S", "3");
        host.Publish("", "T.x", "4");
        host.Publish("", "T.y", "5").ShouldBe(PublishResult.Unroutable);

        host.Drain(a).ShouldBe(["1", "2", "3"]);
        host.Drain(b).ShouldBe(["1", "4"]);
        host.Drain(own).ShouldBe(["1"]);
    }

    [Fact]
    public void Publish_AfterAChange_GoesByTheNewDefinition()
    {
        var (a, b, foo) = (host.Declare("a"), host.Declare("b"), host.Declare("FOO"));
        host.Publish("", "FOO", "1");
        Put(Queue("FOO"), true, false, new DestinationForward(Queue("a")));
        host.Publish("", "FOO", "2");
        Put(Queue("FOO"), true, false, new DestinationForward(Queue("b")));
        host.Publish("", "FOO", "3");
        host.VirtualHost.Destinations.DeleteComposite(Queue("FOO")).ShouldBeTrue();
        host.VirtualHost.Destinations.DeleteComposite(Queue("FOO")).ShouldBeFalse();
        host.Publish("", "FOO", "4");

        host.Drain(foo).ShouldBe(["1", "4"]);
        host.Drain(a).ShouldBe(["2"]);
        host.Drain(b).ShouldBe(["3"]);
    }

    // It is routed when its body is complete, by then by each message itself.
    [Fact]
    public void Publish_WhileAFilterIsDefined_GoesThroughIt()
    {
        var (a, foo) = (host.Declare("a"), host.Declare("FOO"));
        var message = host.Begin("", "FOO", 0, Arguments(("n", Value(1))));
        Put(Queue("FOO"), true, false, new DestinationForward(Queue("a"), true, "n = 1"));
        host.Publisher.Complete(message).ShouldBe(PublishResult.Routed);
        host.Publisher.Flush();

        host.Drain(a).Length.ShouldBe(1);
        host.Drain(foo).ShouldBeEmpty();
    }

    [Fact]
    public void Publish_ToATopicThatForwards_UsesTheTopicsNameInExchangesBehindIt()
    {
        var (byName, byOrigin) = (host.Declare("byName"), host.Declare("byOrigin"));
        host.DeclareExchange("behind", "direct");
        host.VirtualHost.BindExchange("behind", "amq.topic", "T.#", FieldTable.Empty);
        host.Bind("byName", "behind", "T.x");
        host.Bind("byOrigin", "behind", "FOO");
        Put(Queue("FOO"), true, false, new DestinationForward(Topic("T.x")));

        host.Publish("", "FOO", "m");

        host.Drain(byName).ShouldBe(["m"]);
        host.Drain(byOrigin).ShouldBeEmpty();
    }

    [Fact]
    public void Publish_ToAListOfDestinations_ReachesAllOfThemUnlessAQueueHasThatName()
    {
        var (a, b, subscriber) = (host.Declare("FOO.A"), host.Declare("FOO.B"), host.Declare("subscriber"));
        host.Bind("subscriber", "amq.topic", "NOTIFY.*");
        const string Name = "FOO.A, queue://FOO.B,topic://NOTIFY.A,,missing";

        host.Publish("", Name, "1");
        host.Publish("", "x,y", "2").ShouldBe(PublishResult.Unroutable);
        var named = host.Declare(Name);
        host.Publish("", Name, "3");

        host.Drain(a).ShouldBe(["1"]);
        host.Drain(b).ShouldBe(["1"]);
        host.Drain(subscriber).ShouldBe(["1"]);
        host.Drain(named).ShouldBe(["3"]);
    }

    // Only for the routing key of the default exchange was the sender asked for the right to what it lists.
    [Fact]
    public void Publish_WithAListInAnyOtherPlace_TakesItForAName()
    {
        var (a, other) = (host.Declare("a"), host.Declare("other"));
        host.DeclareExchange("rest", alternate: "");

        host.Publish("rest", "a,a", "1").ShouldBe(PublishResult.Unroutable);
        host.Publish("", "other", "2", Arguments(("CC", FieldValue.Array([FieldValue.String("a,a")]))));

        host.Drain(a).ShouldBeEmpty();
        host.Drain(other).ShouldBe(["2"]);
    }

    [Fact]
    public void Publish_ToAListWithACompositeDestination_GoesOnFromThere()
    {
        var (a, b) = (host.Declare("a"), host.Declare("b"));
        Put(Queue("FOO"), true, false, new DestinationForward(Queue("b"), true, "n = 1"));

        host.Publish("", "a,FOO", "1", Arguments(("n", Value(1))));
        host.Publish("", "a,FOO", "2", Arguments(("n", Value(2))));

        host.Drain(a).ShouldBe(["1", "2"]);
        host.Drain(b).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("FOO", "FOO", null, "composite destination 'queue://FOO': it can't forward to itself; without forwardOnly it keeps its own copy")]
    [InlineData("FOO", "B.*", null, "composite destination 'queue://FOO': it can't forward to all destinations of a form, 'queue://B.*'")]
    [InlineData("FOO", "B.>.C", null, "'>' can only be the last word of a destination, unlike 'queue://B.>.C'")]
    [InlineData("FOO", "a,b", null, "the name of a destination has no comma, unlike 'queue://a,b'")]
    [InlineData("", "B", null, "the name of a destination has 1 to 255 octets, unlike 'queue://'")]
    [InlineData("FOO", "B", "n =", "composite destination 'queue://FOO': the selector of its forward to 'queue://B' is wrong: a value is expected at position 3")]
    public void PutComposite_OfWhatCannotBe_SaysWhy(string name, string forward, string? selector, string text)
    {
        var error = Should.Throw<BrokerException>(
            () => Put(Queue(name), true, false, new DestinationForward(Queue(forward), selector is not null, selector)));

        error.Kind.ShouldBe(ErrorKind.PreconditionFailed);
        error.Message.ShouldBe(text);
        host.VirtualHost.Destinations.Composites.ShouldBeEmpty();
    }

    [Fact]
    public void PutComposite_WithNothingToForwardToOrAnUnusedSelector_SaysWhy()
    {
        Should.Throw<BrokerException>(() => Put(Queue("FOO"), true, false))
            .Message.ShouldBe("composite destination 'queue://FOO': it forwards to nothing");
        Should.Throw<BrokerException>(() => Put(Queue("FOO"), true, false, new DestinationForward(Queue("a"), false, "n = 1")))
            .Message.ShouldBe("composite destination 'queue://FOO': its forward to 'queue://a' has a selector and is not filtered");
    }

    private static DestinationName Queue(string name) => new(DestinationKind.Queue, name);

    private static DestinationName Topic(string name) => new(DestinationKind.Topic, name);

    private void Put(DestinationName name, bool forwardOnly, bool sendWhenNotMatched, params DestinationForward[] forwards) =>
        host.VirtualHost.Destinations.PutComposite(
            new(name, forwards) { ForwardOnly = forwardOnly, SendWhenNotMatched = sendWhenNotMatched });
}
