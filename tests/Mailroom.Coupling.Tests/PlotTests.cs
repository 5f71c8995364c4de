using System.Xml.Linq;
using Mailroom.Coupling.Measuring;
using Mailroom.Coupling.Reporting;

namespace Mailroom.Coupling.Tests;

public class PlotTests
{
    [Fact]
    public void Write_OfADesignThatStoodStill_DrawsItsCurvesAsFarAsTheyGo()
    {
        DesignResult[] results = [Result("old", 2, stoodStill: true), Result("new", 3, stoodStill: false)];

        var drawing = XDocument.Parse(new Plot(results).Write());

        Dots(drawing, "old").ShouldBe(2 * 5);
        // One curve more: the mails that were sent.
        Dots(drawing, "new").ShouldBe(3 * 6);
    }

    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(1, 0)]
    [InlineData(10, 0.5)]
    [InlineData(100, 1)]
    [InlineData(1000, 1)]
    public void Place_OnALogarithmicAxis_IsBoundedByItsEnds(double value, double expected) =>
        new Axis(1, 100, IsLogarithmic: true).Place(value).ShouldBe(expected, 1e-9);

    private static int Dots(XDocument drawing, string name) => drawing.Descendants().Count(element =>
        element.Name.LocalName == "circle" && element.Attribute("class")!.Value.Split(' ').Contains(name));

    private static DesignResult Result(string name, int steps, bool stoodStill) => new(
        name, [.. Enumerable.Range(1, steps).Select(step => Figures(step * 20))], Outcome.Count([], [], new HashSet<string>()),
        null, null, 0)
    {
        StoodStill = stoodStill,
    };

    private static StepFigures Figures(double rate) => new()
    {
        Rate = rate,
        Due = 10,
        Succeeded = 5,
        AcceptedPerSecond = rate,
        SentPerSecond = 0,
        P50Ms = 3,
        P99Ms = 30_000,
        TimedOut = 5,
        Failed = 0,
        Stuck = 2,
        Backlog = 0,
        Cores = new Dictionary<string, double>(),
        OtherCores = 0,
    };
}
