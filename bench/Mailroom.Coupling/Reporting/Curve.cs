namespace Mailroom.Coupling.Reporting;

/// <summary>A line in a panel: a value for each step, as far as there are any.</summary>
/// <param name="Style">The classes of the style sheet that it is drawn with.</param>
/// <param name="Values">One for each step from the first on.</param>
/// <param name="Last">Values of the last steps, where some before them were left out.</param>
/// <param name="Note">What to write at its end; null for nothing.</param>
internal sealed record Curve(string Style, IReadOnlyList<double> Values, IReadOnlyList<double> Last, string? Note = null);
