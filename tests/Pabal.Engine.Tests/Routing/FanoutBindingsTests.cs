using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class FanoutBindingsTests
{
    [Fact]
    public void Match_AnyKey_FindsAllDestinations()
    {
        var index = new FanoutBindings();
        index.Add(new NamedDestination("a").Bind("x"));
        index.Add(new NamedDestination("b").Bind("y"));

        index.Names("z").ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Remove_OneOfTwoBindingsOfADestination_KeepsIt()
    {
        var index = new FanoutBindings();
        var queue = new NamedDestination("a");
        index.Add(queue.Bind("x"));
        index.Add(queue.Bind("y"));

        index.Remove(queue.Bind("x"));
        index.Names("").ShouldBe(["a"]);

        index.Remove(queue.Bind("y"));
        index.Names("").ShouldBeEmpty();
    }
}
