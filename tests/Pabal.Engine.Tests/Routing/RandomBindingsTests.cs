using Pabal.Engine.Publishing;
using Pabal.Wire.Amqp;
using static Pabal.Engine.Tests.Definitions.Declared;

namespace Pabal.Engine.Tests.Routing;

public class RandomBindingsTests
{
    private readonly TestHost host = new();

    public RandomBindingsTests() => host.DeclareExchange("x", "x-random");

    [Fact]
    public void Publish_ToARandomExchange_ChoosesOneBindingForEachMessage()
    {
        var (a, b) = (host.Declare("a"), host.Declare("b"));
        host.Bind("a", "x", "1");
        host.Bind("a", "x", "2");
        host.Bind("b", "x", "1");
        var copies = FieldValue.Array([FieldValue.String("k1"), FieldValue.String("k2")]);
        for (var i = 0; i < 3000; i++)
            host.Publish("x", "k", "", i % 2 == 0 ? null : Arguments(("CC", copies))).ShouldBe(PublishResult.Routed);

        var count = host.Drain(a).Length;
        count.ShouldBeInRange(1850, 2150);
        host.Drain(b).Length.ShouldBe(3000 - count);
    }

    [Fact]
    public void Publish_AfterUnbinding_ChoosesAmongTheRest()
    {
        var b = host.Declare("b");
        host.Declare("a");
        host.Publish("x", "k").ShouldBe(PublishResult.Unroutable);
        host.Bind("a", "x");
        host.Bind("b", "x");
        host.VirtualHost.UnbindQueue("a", "x", "", FieldTable.Empty, host.Owner);
        for (var i = 0; i < 20; i++)
            host.Publish("x", "k");

        host.Drain(b).Length.ShouldBe(20);
        host.ShouldHoldNoRecords();
    }

    [Fact]
    public void Publish_ThroughAnExchangeBefore_IsStillChosenForEachMessage()
    {
        var (a, b) = (host.Declare("a"), host.Declare("b"));
        host.Bind("a", "x");
        host.Bind("b", "x");
        host.DeclareExchange("first");
        host.VirtualHost.BindExchange("x", "first", "", FieldTable.Empty);
        for (var i = 0; i < 50; i++)
            host.Publish("first", "k");

        host.Drain(a).Length.ShouldBeInRange(5, 45);
        host.Drain(b).ShouldNotBeEmpty();
    }
}
