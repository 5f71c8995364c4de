using Pabal.Engine.Destinations;

namespace Pabal.Engine.Tests.Destinations;

public class DestinationNamesTests
{
    [Theory]
    [InlineData("FOO", "")]
    [InlineData("topic://FOO", "")]
    [InlineData("A,B", "queue://A queue://B")]
    [InlineData("queue://A,topic://B,C", "queue://A topic://B queue://C")]
    [InlineData("topic://A,B,queue://C", "topic://A topic://B queue://C")]
    [InlineData(" A , ,B,", "queue://A queue://B")]
    [InlineData("queue://,topic://", "")]
    public void Read_OfAName_GivesTheDestinationsItLists(string name, string expected)
    {
        var destinations = new List<DestinationName>();
        DestinationList.Read(name, destinations);

        string.Join(' ', destinations).ShouldBe(expected);
    }

    [Theory]
    [InlineData("A.B", "A.B", true)]
    [InlineData("A.B", "A", false)]
    [InlineData("A.B", "A.B.C", false)]
    [InlineData("A.*", "A.B", true)]
    [InlineData("A.*", "A", false)]
    [InlineData("A.*", "A.B.C", false)]
    [InlineData("*.B", "A.B", true)]
    [InlineData("*.B", "A.C", false)]
    [InlineData("A.>", "A.B.C", true)]
    [InlineData("A.>", "A", true)]
    [InlineData("A.>", "B", false)]
    [InlineData(">", "A.B", true)]
    [InlineData("A.*.>", "A.B", true)]
    [InlineData("A.*.>", "A", false)]
    [InlineData("A.", "A.", true)]
    public void Matches_OfAPattern_GoesByWords(string pattern, string name, bool expected)
    {
        var parsed = DestinationPattern.Parse(pattern).ShouldNotBeNull();

        parsed.Matches(name).ShouldBe(expected);
        parsed.Covers(DestinationPattern.Parse(name)!).ShouldBe(expected);
    }

    [Theory]
    [InlineData("A.>", "A.*", true)]
    [InlineData("A.>", "A.>", true)]
    [InlineData("A.*", "A.>", false)]
    [InlineData("A.*", "A.*", true)]
    [InlineData("A.B", "A.*", false)]
    [InlineData("A.>", ">", false)]
    [InlineData("A.*.>", "A.>", false)]
    [InlineData(">", ">", true)]
    public void Covers_OfAnotherPattern_IsWhetherAllItsNamesMatch(string pattern, string other, bool expected) =>
        DestinationPattern.Parse(pattern)!.Covers(DestinationPattern.Parse(other)!).ShouldBe(expected);

    [Theory]
    [InlineData("A.>.B", false)]
    [InlineData("A.>", true)]
    [InlineData("A>.B", true)]
    public void Parse_OfTheRestInTheMiddle_IsRefused(string pattern, bool expected) =>
        (DestinationPattern.Parse(pattern) is not null).ShouldBe(expected);

    [Theory]
    [InlineData("A.B", "A.B", false)]
    [InlineData("A.*", "A.*", true)]
    [InlineData("A.>", "A.#", true)]
    [InlineData(">", "#", true)]
    public void ToBindingKey_OfAPattern_IsWhatATopicExchangeUnderstands(string pattern, string key, bool isWildcard)
    {
        DestinationPattern.Parse(pattern)!.ToBindingKey().ShouldBe(key);
        DestinationPattern.Parse(pattern)!.IsWildcard.ShouldBe(isWildcard);
    }
}
