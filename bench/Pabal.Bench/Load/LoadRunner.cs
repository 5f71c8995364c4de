using System.Globalization;
using System.Text.Json;
using Pabal.Bench.Brokers;
using Pabal.Bench.Machine;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Load;

/// <summary>Runs amqpload against a broker, on a machine that is otherwise as idle as it gets.</summary>
internal sealed class LoadRunner(BenchOptions options, string folder, CancellationToken cancellation)
{
    /// <summary>Cores that others may use during a run before it is repeated.</summary>
    public const double MaxOtherCores = 0.12;

    private const int MaxRepeats = 4;

    // To fill and drain a backlog, which goes by count. When nothing moves the tool itself gives up sooner.
    private const double LongestBacklogSeconds = 600;

    /// <summary>A run that is repeated when others disturbed it.</summary>
    public async Task<LoadRun> RunAsync(IBroker broker, IReadOnlyList<string> arguments)
    {
        for (var repeats = 0; ; repeats++)
        {
            broker.PrepareRun();
            // What earlier runs left behind is stored first, so that no run pays for another.
            Libc.SyncAll();
            var quiet = await QuietMachine.WaitAsync(options.WaitSeconds, cancellation);
            var run = await RunOnceAsync(broker, arguments) with { WasQuiet = quiet, Repeats = repeats };
            var disturbed = run.Result is { IsOk: true, OtherCores: > MaxOtherCores };
            if (!disturbed || options.Quick || repeats == MaxRepeats)
                return run;
        }
    }

    /// <summary>A run that counts, whatever else the machine does: for what is no matter of speed.</summary>
    public async Task<LoadRun> RunOnceAsync(IBroker broker, IReadOnlyList<string> arguments)
    {
        var timeout = TimeSpan.FromSeconds(options.Seconds + options.WarmupSeconds + LongestBacklogSeconds);
        await using var process = ChildProcess.Start(
            Path.Combine(folder, "amqpload"), [.. CommonArguments(broker), .. Length(arguments), .. arguments], folder);
        await using var stop = cancellation.Register(() => Libc.Terminate(process.Id));
        if (!await process.WaitForExitAsync(timeout))
            return Failed("it took too long");
        cancellation.ThrowIfCancellationRequested();
        if (process.LastLine('{') is not { } json)
            return Failed(process.LastOutput);
        var result = JsonSerializer.Deserialize<LoadResult>(json)!;
        var failure = result.IsOk ? null
            : result.Failure.Length > 0 ? result.Failure
            : process.LastOutput.Replace(json, "not ok");
        return new LoadRun(result, failure, WasQuiet: true, Repeats: 0);
    }

    private static LoadRun Failed(string reason) => new(null, reason, WasQuiet: true, Repeats: 0);

    private static string[] CommonArguments(IBroker broker) =>
    [
        "--port", Text(broker.Port), "--broker-pid", Text(broker.ProcessId), "--json", "--drain-timeout", "10",
    ];

    private string[] Length(IReadOnlyList<string> arguments) =>
        arguments.Contains("--count") ? [] : ["--time", Text(options.Seconds), "--warmup", Text(options.WarmupSeconds)];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
