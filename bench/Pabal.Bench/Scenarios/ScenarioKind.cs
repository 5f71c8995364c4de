namespace Pabal.Bench.Scenarios;

/// <summary>What counts in a scenario.</summary>
internal enum ScenarioKind
{
    /// <summary>Messages delivered per second, as many as the broker can.</summary>
    Rate,

    /// <summary>How long messages take at a rate that is given.</summary>
    Latency,
}
