using System.Net.Sockets;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Machine;
using Pabal.Bench.Measurements;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench;

/// <summary>Compares the brokers under transient load, then under durable load; after each it measures Pabal alone.</summary>
internal sealed class Benchmark(BenchOptions options, string loadFolder, CancellationToken cancellation)
{
    private readonly LoadRunner runner = new(options, loadFolder, cancellation);
    private readonly BenchResult result = new();

    public async Task<BenchResult> RunAsync()
    {
        await CompareAsync(result.Transient, ScenarioList.All, journal: false);
        AddProcessorTime(
            result.Transient, ScenarioList.SmallMessages, "broker CPU per 16-byte message, end to end", Limit.AtMost(0.30));
        if (options.Brokers.Contains(BrokerNames.Pabal))
            await MeasureTransientAsync();

        await CompareAsync(result.Durable, DurableScenarios.All(options.Backlog), journal: true);
        AddProcessorTime(
            result.Durable, DurableScenarios.SmallMessages, "broker CPU per durable 16-byte message, end to end", null);
        if (options.Brokers.Contains(BrokerNames.Pabal))
            await MeasureDurableAsync();

        if (result.Sections.All(section => section.IsEmpty))
            throw new BenchException($"no row's name matches '{options.Only}'");
        return result;
    }

    private async Task CompareAsync(BenchSection section, IReadOnlyList<Scenario> all, bool journal)
    {
        var scenarios = all.Where(scenario => options.Only.IsMatch(scenario.Name)).ToArray();
        if (scenarios.Length == 0)
            return;
        if (journal)
            DataDisk.RequireDisk();
        await using var brokers = await BrokerSet.StartAsync(options, loadFolder, journal, cancellation);
        section.Brokers = [.. brokers.All.Select(broker => broker.Name)];
        result.RabbitMqVersion ??= brokers.RabbitMqVersion;
        var comparison = new Comparison(options, runner, brokers.All);
        foreach (var scenario in scenarios)
            section.Scenarios.Add(await comparison.RunAsync(scenario));
    }

    private static void AddProcessorTime(BenchSection section, Scenario scenario, string name, Limit? limit)
    {
        var small = section.Scenarios.Find(each => each.Scenario == scenario);
        if (small?.Figures(BrokerNames.Pabal, run => run.BrokerMicrosecondsPerMessage) is not { } cost)
            return;
        section.Measurements.Add(Measurement.Create(
            name, $"{cost.Median:F3} µs ({cost.Min:F3}–{cost.Max:F3})", cost.Median, limit, " µs"));
    }

    private async Task MeasureTransientAsync()
    {
        var section = result.Transient;
        await MeasureAsync(section, EmbeddedStart.Name, () => EmbeddedStart.MeasureAsync(cancellation));
        await MeasureAsync(section, IdleMemory.Name, () => IdleMemory.MeasureAsync(options, cancellation));
        await MeasureAsync(section, StuckConsumer.Name, () => new StuckConsumer(runner, options, cancellation).MeasureAsync());
    }

    private async Task MeasureDurableAsync()
    {
        var section = result.Durable;
        if (section.Scenarios.Find(each => each.Scenario == DurableScenarios.OpenLoop) is { } openLoop)
            section.Measurements.AddRange(ConfirmTime.Compare(openLoop));
        await MeasureAsync(
            section, WaitingPublishers.Name, () => new WaitingPublishers(runner, options, cancellation).MeasureAsync());
        await MeasureAsync(section, FanOutWrites.Name, () => new FanOutWrites(runner, options, cancellation).MeasureAsync());
        await MeasureAsync(
            section, WriteAmplification.Name, () => new WriteAmplification(runner, options, cancellation).MeasureAsync());
        await MeasureAsync(section, Restart.Name, () => new Restart(runner, options, cancellation).MeasureAsync());
    }

    private async Task MeasureAsync(BenchSection section, string name, Func<Task<IReadOnlyList<Measurement>>> measure)
    {
        if (!options.Only.IsMatch(name))
            return;
        if (section == result.Durable)
            DataDisk.RequireDisk();
        Progress.Say(name);
        try
        {
            section.Measurements.AddRange(await measure());
        }
        catch (Exception exception) when (exception is BenchException or SocketException)
        {
            Progress.Say($"FAILED: {exception.Message}");
            section.Measurements.Add(Measurement.Failed(name, exception.Message));
        }
    }
}
