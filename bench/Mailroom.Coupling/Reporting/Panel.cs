using System.Globalization;
using System.Text;

namespace Mailroom.Coupling.Reporting;

/// <summary>One diagram of the plot: curves over the steps of the load, which stand at equal distances.</summary>
internal sealed record Panel(string Title, Axis Axis, Func<double, string> Label, IReadOnlyList<Curve> Curves)
{
    public const int Width = 400;
    public const int Height = 200;
    private const int LabelSpace = 52;
    private const int Bottom = Height - 36;
    private const int Top = 26;

    /// <param name="text">What is drawn into.</param>
    /// <param name="x">Of its left edge.</param>
    /// <param name="y">Of its upper edge.</param>
    /// <param name="rates">Of the steps.</param>
    public void Draw(StringBuilder text, int x, int y, IReadOnlyList<double> rates)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"<g transform=\"translate({x},{y})\">");
        text.AppendLine(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{LabelSpace}\" y=\"12\">{Title}</text>");
        foreach (var tick in Axis.Ticks())
        {
            var line = Vertical(tick);
            text.AppendLine(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{LabelSpace} {line:0.#}H{Width}\"/>");
            text.AppendLine(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" text-anchor=\"end\" x=\"{LabelSpace - 6}\" y=\"{line + 4:0.#}\">{Label(tick)}</text>");
        }
        for (var i = 0; i < rates.Count; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" text-anchor=\"middle\" x=\"{Horizontal(i, rates.Count):0.#}\" y=\"{Bottom + 16}\">{rates[i]}</text>");
        }
        foreach (var curve in Curves)
        {
            Draw(text, curve.Style, curve.Values, 0, rates.Count, curve.Note);
            Draw(text, curve.Style, curve.Last, rates.Count - curve.Last.Count, rates.Count, null);
        }
        text.AppendLine("</g>");
    }

    private void Draw(StringBuilder text, string style, IReadOnlyList<double> values, int first, int steps, string? note)
    {
        if (values.Count == 0)
            return;
        var points = values.Select((value, step) => (X: Horizontal(first + step, steps), Y: Vertical(value))).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"curve {style}\" d=\"");
        foreach (var (x, y) in points)
            text.Append(text[^1] == '"' ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
        text.AppendLine("\"/>");
        foreach (var (x, y) in points)
            text.AppendLine(CultureInfo.InvariantCulture, $"<circle class=\"dot {style}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"2.5\"/>");
        if (note is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" x=\"{points[^1].X + 7:0.#}\" y=\"{points[^1].Y - 6:0.#}\">{note}</text>");
        }
    }

    private static double Horizontal(int step, int steps) =>
        LabelSpace + ((step + 0.5) * (Width - LabelSpace) / steps);

    private double Vertical(double value) => Bottom - (Axis.Place(value) * (Bottom - Top));
}
