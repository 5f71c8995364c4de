using System.Globalization;
using System.Text;
using Mailroom.Coupling.Measuring;

namespace Mailroom.Coupling.Reporting;

/// <summary>Draws what was measured as SVG, in colours that follow the reader's choice of light or dark.</summary>
internal sealed class Plot(IReadOnlyList<DesignResult> results)
{
    private const int Margin = 16;
    private const int Head = 64;

    private static readonly int width = (2 * Panel.Width) + (4 * Margin);
    private static readonly int height = Head + (2 * Panel.Height) + (2 * Margin);

    public string Write()
    {
        var rates = results.MaxBy(result => result.Steps.Count)!.Steps.Select(step => step.Rate).ToArray();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"t\">");
        text.AppendLine("<title id=\"t\">The old and the new design under the same rising load</title>");
        text.AppendLine(Style);
        text.AppendLine(CultureInfo.InvariantCulture, $"<rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>");
        DrawLegend(text);
        var panels = Panels().ToArray();
        for (var i = 0; i < panels.Length; i++)
            panels[i].Draw(text, Margin + (i % 2 * (Panel.Width + Margin)), Head + (i / 2 * (Panel.Height + Margin)), rates);
        text.AppendLine("</svg>");
        return text.ToString();
    }

    private IEnumerable<Panel> Panels()
    {
        Curve[] throughput =
            [.. Curves("", step => step.AcceptedPerSecond), .. Curves("dashed", step => step.SentPerSecond, "new")];
        yield return new Panel(
            "answers with success per second (dashed: mails sent)", Axis.PowersOfTen(1, Values(throughput)),
            value => value > 1 ? Number(value) : "≤ 1", throughput);
        Curve[] latency = [.. Curves("", step => step.P99Ms), .. Curves("dashed", step => step.P50Ms)];
        yield return new Panel("time to the answer: p99 (dashed: p50)", Axis.PowersOfTen(1, Values(latency)), Time, latency);
        Curve[] failed = [.. Curves("", step => 100.0 * (step.TimedOut + step.Failed) / Math.Max(1, step.Due))];
        yield return new Panel(
            "requests that timed out or failed", new Axis(0, 100, IsLogarithmic: false), value => Number(value) + " %", failed);
        Curve[] stuck = [.. Curves("", step => step.Stuck)];
        yield return new Panel("requests stuck for more than 5 s at the step's end", Axis.FromZero(Values(stuck)), Number, stuck);
    }

    private IEnumerable<Curve> Curves(string style, Func<StepFigures, double> value, string? only = null) =>
        results.Where(result => only is null || result.Name == only)
            .Select(result => result.StoodStill
                ? new Curve(
                    $"{result.Name} {style}".TrimEnd(), [.. result.Steps.Take(result.RisingSteps).Select(value)],
                    [.. result.Steps.Skip(result.RisingSteps).Select(value)], "stands still")
                : new Curve($"{result.Name} {style}".TrimEnd(), [.. result.Steps.Select(value)], []));

    private static IEnumerable<double> Values(IEnumerable<Curve> curves) => curves.SelectMany(curve => curve.Values.Concat(curve.Last));

    private static void DrawLegend(StringBuilder text)
    {
        text.AppendLine("""
            <path class="curve old" d="M68 20h28"/><text class="name" x="104" y="24">old: API and bot call each other within a transaction</text>
            <path class="curve new" d="M484 20h28"/><text class="name" x="520" y="24">new: Mailroom on Pabal</text>
            <text class="tick" x="68" y="46">across: requests a second that were due, whatever became of those before</text>
            """);
    }

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Time(double milliseconds) =>
        milliseconds < 1000 ? Number(milliseconds) + " ms" : Number(milliseconds / 1000) + " s";

    private const string Style = """
        <style>
        .page{fill:#fff}
        text{font-family:system-ui,sans-serif;fill:#24292f}
        .title{font-size:12px;font-weight:600}.name{font-size:12px}.tick{font-size:10px;fill:#57606a}
        .grid{stroke:#d8dee4;stroke-width:1}
        .curve{fill:none;stroke-width:2;stroke-linejoin:round}.dashed{stroke-dasharray:5 4;stroke-width:1.5}.dot{stroke:none}
        .old{stroke:#c4460f}.new{stroke:#0b62c4}.dot.old{fill:#c4460f}.dot.new{fill:#0b62c4}
        @media (prefers-color-scheme:dark){
        .page{fill:#0d1117}text{fill:#e6edf3}.tick{fill:#9198a1}.grid{stroke:#30363d}
        .old{stroke:#ff9a5c}.new{stroke:#6cb0ff}.dot.old{fill:#ff9a5c}.dot.new{fill:#6cb0ff}
        }
        </style>
        """;
}
