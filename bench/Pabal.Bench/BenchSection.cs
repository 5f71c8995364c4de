using Pabal.Bench.Measurements;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench;

/// <summary>What was measured of transient, or of durable, messaging.</summary>
internal sealed class BenchSection
{
    /// <summary>The brokers that were loaded, in the order of the columns.</summary>
    public IReadOnlyList<string> Brokers { get; set; } = [];

    public List<ScenarioResult> Scenarios { get; } = [];

    /// <summary>Figures of Pabal alone.</summary>
    public List<Measurement> Measurements { get; } = [];

    public IEnumerable<ComparisonRow> Rows => Scenarios.SelectMany(scenario => ComparisonRows.From(scenario, Brokers));

    public bool IsEmpty => Scenarios.Count + Measurements.Count == 0;

    /// <summary>True when something was wrong, which no figure can make up for.</summary>
    public bool HasFailed =>
        Rows.Any(row => row.Verdict == Verdict.Failed) || Measurements.Exists(each => each.Verdict == Verdict.Failed);
}
