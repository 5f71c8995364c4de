using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Measurements;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench;

/// <summary>Starts the brokers, runs the scenarios against them in turn, then measures Pabal alone.</summary>
internal sealed class Benchmark(BenchOptions options, string loadFolder, CancellationToken cancellation)
{
    private readonly LoadRunner runner = new(options, loadFolder, cancellation);

    public async Task<BenchResult> RunAsync()
    {
        var scenarios = ScenarioList.All.Where(scenario => options.Only.IsMatch(scenario.Name)).ToArray();
        var result = scenarios.Length > 0 ? await CompareAsync(scenarios) : new BenchResult { Brokers = [] };
        if (options.Brokers.Contains(BrokerNames.Pabal))
            await MeasurePabalAsync(result);
        if (result.Scenarios.Count + result.Measurements.Count == 0)
            throw new BenchException($"no row's name matches '{options.Only}'");
        return result;
    }

    private async Task<BenchResult> CompareAsync(IReadOnlyList<Scenario> scenarios)
    {
        var brokers = new List<IBroker>();
        try
        {
            await StartAsync(brokers);
            var result = new BenchResult
            {
                Brokers = [.. brokers.Select(broker => broker.Name)],
                RabbitMqVersion = brokers.OfType<RabbitMqServer>().FirstOrDefault()?.Version,
            };
            foreach (var scenario in scenarios)
                result.Scenarios.Add(await RunAsync(scenario, brokers));
            AddProcessorTime(result);
            return result;
        }
        finally
        {
            foreach (var broker in brokers)
                await broker.DisposeAsync();
        }
    }

    private async Task StartAsync(List<IBroker> brokers)
    {
        foreach (var name in options.Brokers)
        {
            if (name == BrokerNames.RabbitMq && !RabbitMqServer.IsInstalled)
            {
                Progress("rabbitmq-server is not installed: the table is without it");
                continue;
            }
            Progress($"starting {name}");
            brokers.Add(name switch
            {
                BrokerNames.Sinkd => await SinkdRelay.StartAsync(loadFolder, cancellation),
                BrokerNames.Pabal => await PabalServer.StartAsync(cancellation),
                _ => await RabbitMqServer.StartAsync(cancellation),
            });
        }
        if (brokers.Count == 0)
            throw new BenchException("there is no broker to measure");
    }

    // The brokers take turns within a scenario, so that a machine that gets slower does so for all of them.
    private async Task<ScenarioResult> RunAsync(Scenario scenario, IReadOnlyList<IBroker> brokers)
    {
        var result = new ScenarioResult(scenario);
        for (var i = 0; i < options.Repetitions; i++)
        {
            foreach (var broker in brokers)
            {
                var run = await runner.RunAsync(broker, scenario.Arguments);
                result.Add(broker.Name, run);
                Progress($"{scenario.Name}: {broker.Name}: {Describe(scenario, run)}");
            }
        }
        return result;
    }

    private static string Describe(Scenario scenario, LoadRun run)
    {
        if (run.Failure is not null)
            return $"FAILED: {run.Failure}";
        var result = run.Result!;
        return scenario.Kind == ScenarioKind.Rate
            ? $"{result.ConsumedPerSecond:N0}/s"
            : $"p50 {result.Latency.P50:N0} µs, p99 {result.Latency.P99:N0} µs";
    }

    private static void AddProcessorTime(BenchResult result)
    {
        const double target = 0.30;
        var small = result.Scenarios.Find(each => each.Scenario == ScenarioList.SmallMessages);
        if (small?.Figures(BrokerNames.Pabal, run => run.BrokerMicrosecondsPerMessage) is not { } cost)
            return;
        result.Measurements.Add(new(
            "broker CPU per 16-byte message, end to end", $"{cost.Median:F3} µs ({cost.Min:F3}–{cost.Max:F3})",
            $"≤ {target:F2} µs", Verdicts.Of(cost.Median <= target)));
    }

    private async Task MeasurePabalAsync(BenchResult result)
    {
        if (Wants(EmbeddedStart.Name))
            result.Measurements.AddRange(await EmbeddedStart.MeasureAsync(cancellation));
        if (Wants(IdleMemory.Fresh) || Wants(IdleMemory.Connections))
            result.Measurements.AddRange(await IdleMemory.MeasureAsync(options.Connections, cancellation));
        if (Wants(StuckConsumer.Name))
            result.Measurements.AddRange(await new StuckConsumer(runner, options, cancellation).MeasureAsync());
    }

    private bool Wants(string name)
    {
        var wanted = options.Only.IsMatch(name);
        if (wanted)
            Progress(name);
        return wanted;
    }

    // The page goes to standard output, so that it can be kept.
    private static void Progress(string text) => Console.Error.WriteLine(text);
}
