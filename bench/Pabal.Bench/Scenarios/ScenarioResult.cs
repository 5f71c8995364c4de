using Pabal.Bench.Load;
using Pabal.Bench.Machine;

namespace Pabal.Bench.Scenarios;

/// <summary>All runs of a scenario, by broker.</summary>
internal sealed class ScenarioResult(Scenario scenario)
{
    private readonly Dictionary<string, List<LoadRun>> runs = new(StringComparer.Ordinal);

    public Scenario Scenario => scenario;

    public IEnumerable<LoadRun> AllRuns => runs.Values.SelectMany(each => each);

    /// <summary>What the disk took by itself before each round of runs; empty unless the scenario asks for it.</summary>
    public List<DiskTimes> Disk { get; } = [];

    public void Add(string broker, LoadRun run)
    {
        if (!runs.TryGetValue(broker, out var list))
            runs[broker] = list = [];
        list.Add(run);
    }

    /// <summary>Why the runs of a broker don't count; null when they do, or when there are none.</summary>
    public string? Failure(string broker) =>
        runs.GetValueOrDefault(broker)?.Select(run => run.Failure).FirstOrDefault(failure => failure is not null);

    /// <summary>A figure of each run of a broker; null when it wasn't loaded or a run failed.</summary>
    public Samples? Figures(string broker, Func<LoadResult, double> figure) =>
        runs.TryGetValue(broker, out var list) && Failure(broker) is null
            ? new Samples(list.Select(run => figure(run.Result!)))
            : null;
}
