using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Machine;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench;

/// <summary>Runs scenarios against the brokers in turn.</summary>
internal sealed class Comparison(BenchOptions options, LoadRunner runner, IReadOnlyList<IBroker> brokers)
{
    // The brokers take turns within a scenario, so that a machine that gets slower does so for all of them.
    public async Task<ScenarioResult> RunAsync(Scenario scenario)
    {
        var result = new ScenarioResult(scenario);
        for (var i = 0; i < options.Repetitions; i++)
        {
            if (scenario.MeasuresDisk)
                result.Disk.Add(DiskProbe.Measure());
            foreach (var broker in brokers)
            {
                var run = await runner.RunAsync(broker, scenario.Arguments);
                result.Add(broker.Name, run);
                Progress.Say($"{scenario.Name}: {broker.Name}: {Describe(scenario, run)}");
            }
        }
        return result;
    }

    private static string Describe(Scenario scenario, LoadRun run)
    {
        if (run.Failure is not null)
            return $"FAILED: {run.Failure}";
        var result = run.Result!;
        var figures = scenario.Metrics.Select(metric => metric.Format(new Samples([metric.Figure(result)])));
        return $"{string.Join(", ", figures)}; broker CPU {result.BrokerMicrosecondsPerMessage:F3} µs/message";
    }
}
