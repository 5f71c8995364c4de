namespace Mailroom.Coupling.Reporting;

/// <summary>A line in a panel: a value for each step, as far as there are any.</summary>
/// <param name="Style">The classes of the style sheet that it is drawn with.</param>
/// <param name="Values">One for each step, from the first.</param>
internal sealed record Curve(string Style, IReadOnlyList<double> Values);
