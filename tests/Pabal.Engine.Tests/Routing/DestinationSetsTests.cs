using Pabal.Engine.Routing;

namespace Pabal.Engine.Tests.Routing;

public class DestinationSetsTests
{
    private static readonly NamedDestination first = new("first");
    private static readonly NamedDestination second = new("second");

    private readonly DestinationSets sets = new();

    [Fact]
    public void Remove_DestinationThatWasAddedTwice_KeepsItOnce()
    {
        var set = sets.Add(sets.Add(0, first), first);

        set = sets.Remove(set, first);
        Names(set).ShouldBe(["first"]);
        sets.Remove(set, first).ShouldBe(0);
    }

    [Fact]
    public void Remove_OneOfSeveral_KeepsTheOther()
    {
        var set = sets.Add(sets.Add(0, first), second);

        Names(set).ShouldBe(["first", "second"]);
        Names(sets.Remove(set, first)).ShouldBe(["second"]);
    }

    [Fact]
    public void Remove_DestinationThatIsNotThere_ChangesNothing()
    {
        var set = sets.Add(0, first);

        Names(sets.Remove(set, second)).ShouldBe(["first"]);
        sets.Remove(0, first).ShouldBe(0);
    }

    [Fact]
    public void Add_AfterOthersWereRemoved_LeavesTheRestAsTheyAre()
    {
        var kept = sets.Add(0, first);
        var keptSeveral = sets.Add(sets.Add(0, first), second);
        var destinations = new List<NamedDestination>();
        for (var i = 0; i < 100; i++)
            destinations.Add(new($"{i}"));
        for (var round = 0; round < 3; round++)
        {
            var numbers = destinations.ConvertAll(destination => sets.Add(0, destination));
            for (var i = 0; i < 100; i++)
                numbers[i] = sets.Add(numbers[i], first);
            for (var i = 0; i < 100; i++)
            {
                Names(numbers[i]).ShouldBe([$"{i}", "first"]);
                sets.Remove(sets.Remove(numbers[i], first), destinations[i]).ShouldBe(0);
            }
        }

        Names(kept).ShouldBe(["first"]);
        Names(keptSeveral).ShouldBe(["first", "second"]);
    }

    private string[] Names(int set)
    {
        var found = new List<IBindingDestination>();
        sets.CopyTo(set, found);
        return [.. found.Select(destination => destination.Name).Order(StringComparer.Ordinal)];
    }
}
