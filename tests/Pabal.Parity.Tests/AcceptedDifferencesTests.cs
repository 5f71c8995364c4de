using Pabal.Bench;
using Pabal.Parity.Tests.Comparing;

namespace Pabal.Parity.Tests;

/// <summary>The list of accepted differences, and the comparison that uses it. Needs no broker.</summary>
public class AcceptedDifferencesTests
{
    private const string List = """
        # Comment.
        scenario: A.One
        reason: Because.
        - left
        + right

        scenario: A.Two(x)
        reason: Because of that.
        + only here
        """;

    [Fact]
    public void Reasons_StandInTheDocument()
    {
        var document = File.ReadAllText(Repository.Path("docs", "differences.md"));

        AcceptedDifference.ReadAll().Select(difference => difference.Reason).Distinct()
            .Where(reason => !document.Contains(reason, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Scenarios_AreThere()
    {
        var scenarios = typeof(ParityTest).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ParityTest)))
            .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);

        AcceptedDifference.ReadAll().Select(difference => difference.Scenario.Split('(')[0])
            .Where(scenario => !scenarios.Contains(scenario))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Parse_OfAList_FindsItsEntries()
    {
        var differences = AcceptedDifference.Parse(List);

        differences.Select(difference => (difference.Scenario, difference.Reason))
            .ShouldBe([("A.One", "Because."), ("A.Two(x)", "Because of that.")]);
        differences[0].Hunk.ShouldBe(new Hunk(["left"], ["right"]));
        differences[1].Hunk.ShouldBe(new Hunk([], ["only here"]));
        Should.Throw<FormatException>(() => AcceptedDifference.Parse("left"));
    }

    [Fact]
    public void Difference_OfTranscripts_IsWhereTheirLinesDiffer()
    {
        TranscriptDifference.Of(["a", "b", "c", "d"], ["a", "x", "c", "d", "e"])
            .ShouldBe([new Hunk(["b"], ["x"]), new Hunk([], ["e"])]);
        TranscriptDifference.Of(["a", "b"], ["b"]).ShouldBe([new Hunk(["a"], [])]);
        TranscriptDifference.Of(["a"], ["a"]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A.One", "left", "right", true)]
    [InlineData("A.One", "left", "wrong", false)]
    [InlineData("A.One", "same", "same", false)]
    [InlineData("A.Three", "left", "right", false)]
    [InlineData("A.Three", "same", "same", true)]
    public void Comparison_AcceptsExactlyWhatIsListed(string scenario, string left, string right, bool isAccepted)
    {
        var comparison = new Comparison(scenario, ["first", left], ["first", right], AcceptedDifference.Parse(List));

        comparison.IsAccepted.ShouldBe(isAccepted);
    }
}
