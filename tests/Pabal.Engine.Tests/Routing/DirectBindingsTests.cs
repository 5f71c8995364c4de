using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class DirectBindingsTests
{
    private readonly DirectBindings index = new();
    private readonly NamedDestination a = new("a");
    private readonly NamedDestination b = new("b");
    private readonly NamedDestination c = new("c");

    [Fact]
    public void Match_KeyOfSeveralBindings_FindsEachOfThemOnly()
    {
        index.Add(a.Bind("red"));
        index.Add(b.Bind("red"));
        index.Add(c.Bind("blue"));

        index.Names("red").ShouldBe(["a", "b"]);
        index.Names("green").ShouldBeEmpty();
    }

    [Fact]
    public void Remove_FirstOfSeveral_KeepsTheOthers()
    {
        index.Add(a.Bind("red"));
        index.Add(b.Bind("red"));
        index.Add(c.Bind("red"));

        index.Remove(a.Bind("red"));
        index.Names("red").ShouldBe(["b", "c"]);
        index.Add(a.Bind("red"));
        index.Remove(c.Bind("red"));
        index.Remove(b.Bind("red"));
        index.Names("red").ShouldBe(["a"]);
        index.Remove(a.Bind("red"));
        index.Names("red").ShouldBeEmpty();
    }

    [Fact]
    public void Remove_OneOfTwoBindingsWithTheSameKey_KeepsTheDestination()
    {
        index.Add(a.Bind("red"));
        index.Add(a.Bind("red"));

        index.Remove(a.Bind("red"));

        index.Names("red").ShouldBe(["a"]);
    }

    [Fact]
    public void Match_DestinationBoundTwiceWithOneKey_ReportsItOnce()
    {
        index.Add(a.Bind("red"));
        index.Add(b.Bind("red"));
        index.Add(a.Bind("red"));
        var found = new List<IBindingDestination>();

        index.Match("red", Pabal.Wire.Amqp.FieldTable.Empty, found);

        found.ShouldBe([a, b], ignoreOrder: true);
    }
}
