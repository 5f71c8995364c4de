using Pabal.Bench.Reporting;

namespace Pabal.Bench.Measurements;

/// <summary>A figure of Pabal alone.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Figure">With its unit.</param>
/// <param name="Target">What it shall be; empty when there is no target.</param>
/// <param name="Verdict">Whether it is.</param>
internal sealed record Measurement(string Name, string Figure, string Target, Verdict Verdict);
