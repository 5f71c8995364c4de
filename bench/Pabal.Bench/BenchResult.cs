using Pabal.Bench.Measurements;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench;

/// <summary>Everything that was measured.</summary>
internal sealed class BenchResult
{
    /// <summary>The brokers that were loaded, in the order of the columns.</summary>
    public required IReadOnlyList<string> Brokers { get; init; }

    /// <summary>RabbitMQ's and Erlang's version; null when it wasn't there.</summary>
    public string? RabbitMqVersion { get; init; }

    public List<ScenarioResult> Scenarios { get; } = [];

    public List<Measurement> Measurements { get; } = [];

    public IEnumerable<ComparisonRow> Rows => Scenarios.SelectMany(scenario => ComparisonRows.From(scenario, Brokers));

    /// <summary>True when something was wrong, which no figure can make up for.</summary>
    public bool HasFailed =>
        Rows.Any(row => row.Verdict == Verdict.Failed) || Measurements.Exists(each => each.Verdict == Verdict.Failed);
}
