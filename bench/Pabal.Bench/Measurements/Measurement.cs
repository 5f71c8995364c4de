using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>A figure of Pabal alone.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Figure">With its unit.</param>
/// <param name="Target">What it shall be; empty when there is no target.</param>
/// <param name="Verdict">Whether it is.</param>
internal sealed record Measurement(string Name, string Figure, string Target, Verdict Verdict)
{
    /// <param name="name">What was measured.</param>
    /// <param name="figure">With its unit.</param>
    /// <param name="value">What the limit is for.</param>
    /// <param name="limit">What it shall be; null when it is only shown.</param>
    /// <param name="unit">Of the limit.</param>
    public static Measurement Create(string name, string figure, double value, Limit? limit, string unit = "") =>
        limit is null ? Shown(name, figure) : new(name, figure, limit.Text + unit, Verdicts.Of(limit.IsMetBy(value)));

    /// <summary>Without a target.</summary>
    public static Measurement Shown(string name, string figure) => new(name, figure, "", Verdict.None);

    public static Measurement Failed(string name, string reason) => new(name, reason, "", Verdict.Failed);
}
