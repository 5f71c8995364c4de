using System.Diagnostics;
using System.Globalization;
using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Load;
using Pabal.Bench.Processes;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>
/// A long durable queue over restarts, after a crash and after a stop in good order; then it is drained and checked.
/// </summary>
internal sealed class Restart(LoadRunner runner, BenchOptions options, CancellationToken cancellation)
{
    public const string Name = "durable restart";

    private const string Prefix = "stays";
    private const string FillArguments = $"--consumers 0 --keep --prefix {Prefix} --durable --persistent --confirm 20000 --fill";
    private const string DrainArguments = $"--prefix {Prefix} --durable --ack 100 --prefetch 1000 --drain --count";
    private const double Mib = 1024 * 1024;

    // As amqpload calls the only queue with that prefix.
    private const string Queue = Prefix + "0";

    private static readonly Limit TimeLimit = Limit.AtMost(2);
    private static readonly Limit MemoryLimit = Limit.AtMost(250);

    private readonly List<double> crashed = [];
    private readonly List<double> stopped = [];
    private readonly List<double> resident = [];
    private readonly List<double> peak = [];

    // The one that runs now; who fails in between leaves it to be ended.
    private PabalServer? broker;

    public async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        using var folder = new TemporaryFolder();
        broker = await PabalServer.StartAsync(options, folder, cancellation);
        try
        {
            var fill = await RunAsync(FillArguments);
            for (var i = 0; i < options.Repetitions; i++)
            {
                broker.Kill();
                await RestartAsync(folder, crashed);
                await RestartAsync(folder, stopped);
            }
            return Report(fill, await RunAsync(DrainArguments));
        }
        finally
        {
            await broker.DisposeAsync();
        }
    }

    private async Task<LoadResult> RunAsync(string arguments)
    {
        var count = options.RestartBacklog.ToString(CultureInfo.InvariantCulture);
        return (await runner.RunOnceAsync(broker!, [.. arguments.Split(' '), count])).Counted;
    }

    private async Task RestartAsync(TemporaryFolder folder, List<double> seconds)
    {
        await broker!.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        broker = await PabalServer.StartAsync(options, folder, cancellation);
        using var client = AmqpClient.Connect(broker.Port);
        client.ConsumeOne(Queue);
        client.ReceiveDelivery();
        seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        // What was needed to get so far counts too, unless it is given back at once.
        var atOnce = ProcessMemory.Resident(broker.ProcessId);
        resident.Add(Math.Max(atOnce, await ProcessMemory.SettledAsync(broker.ProcessId, cancellation)) / Mib);
        peak.Add(ProcessMemory.Peak(broker.ProcessId) / Mib);
        Progress.Say($"first delivery after {seconds[^1]:F2} s, {resident[^1]:F0} MiB resident, {peak[^1]:F0} MiB at most");
    }

    private Measurement[] Report(LoadResult fill, LoadResult drain)
    {
        var name = $"{Name} with {options.RestartBacklog:N0} messages of 16 B";
        var (crash, stop) = (new Samples(crashed), new Samples(stopped));
        var (memory, most) = (new Samples(resident), new Samples(peak));
        return
        [
            Measurement.Shown($"{name}: filled at", Format.Rate(new Samples([fill.PublishedPerSecond]))),
            Measurement.Create(
                $"{name}: start to first delivery, after SIGKILL", Format.Seconds(crash), crash.Median, TimeLimit, " s"),
            Measurement.Create(
                $"{name}: start to first delivery, after SIGTERM", Format.Seconds(stop), stop.Median, TimeLimit, " s"),
            Measurement.Create($"{name}: resident memory after it", Format.Mebibytes(memory), memory.Median, MemoryLimit, " MiB"),
            Measurement.Shown($"{name}: most memory until then", Format.Mebibytes(most)),
            Measurement.Shown(
                $"{name}: drained afterwards, complete and in order, at", Format.Rate(new Samples([drain.ConsumedPerSecond]))),
        ];
    }
}
