using System.Diagnostics;
using System.Globalization;
using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Measurements;
using Pabal.Bench.Processes;
using Pabal.Bench.Scenarios;
using Pabal.Server;

namespace Pabal.Bench.Scale;

/// <summary>Many queues with policies: they are declared, one policy is changed, all is listed, and the broker starts again.</summary>
internal sealed class ScaleRun(ScaleOptions options, CancellationToken cancellation) : IAsyncDisposable
{
    private const double Mib = 1024 * 1024;
    private const int FirstLength = 5;
    private const int ChangedLength = 3;
    private const int OperatorLength = 4;

    private static readonly Limit DeclareLimit = Limit.AtMost(10);
    private static readonly Limit ChangeLimit = Limit.AtMost(1);
    private static readonly Limit ListLimit = Limit.AtMost(2);
    private static readonly Limit StartLimit = Limit.AtMost(2);

    private readonly BenchOptions brokerOptions = BenchOptions.Parse([]);
    private readonly TemporaryFolder folder = new();
    private readonly List<Measurement> measurements = [];
    private PabalServer? broker;

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        try
        {
            broker = await PabalServer.StartAsync(brokerOptions, folder, cancellation);
            await DefineAsync();
            await ChangeAsync();
            await ListAsync();
            await StartAgainAsync("SIGTERM");
            broker.Kill();
            await StartAgainAsync("SIGKILL");
        }
        catch (Exception exception) when (exception is BenchException or IOException or System.Net.Sockets.SocketException)
        {
            measurements.Add(Measurement.Failed("many queues", exception.Message));
        }
        return measurements;
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        folder.Dispose();
    }

    private async Task DefineAsync()
    {
        for (var policy = 0; policy < options.Policies; policy++)
            await SetPolicyAsync(policy, FirstLength);
        using var client = AmqpClient.Connect(broker!.Port);
        var started = Stopwatch.GetTimestamp();
        for (var queue = 0; queue < options.Queues; queue++)
        {
            client.DeclareDurable(NameOf(queue));
            cancellation.ThrowIfCancellationRequested();
        }
        Judge($"{options.Queues:N0} queues with {options.Policies} policies declared, one after the other", started, DeclareLimit);
        CheckLength(0, FirstLength);
        CheckLength(options.Queues - 1, FirstLength);
    }

    private async Task ChangeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await SetPolicyAsync(0, ChangedLength);
        Judge($"one policy changed, for {options.Queues / options.Policies:N0} queues", started, ChangeLimit);
        CheckLengths(FirstLength);
        started = Stopwatch.GetTimestamp();
        await CommandAsync(["policy", "set", "all", "", Definition(OperatorLength)], ("apply-to", "queues"), ("operator", ""));
        Judge($"an operator policy added, for {options.Queues:N0} queues", started, ChangeLimit);
        CheckLengths(OperatorLength);
    }

    private async Task ListAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var definitions = await CommandAsync(["definitions", "export"]);
        Judge("all definitions listed", started, ListLimit);
        if (!definitions.Contains($"\"{NameOf(options.Queues - 1)}\"", StringComparison.Ordinal))
            throw new BenchException("the last queue is not among the definitions");
        started = Stopwatch.GetTimestamp();
        await CommandAsync(["policy", "list"]);
        Judge("policies listed", started, ListLimit);
        measurements.Add(Measurement.Shown("resident memory", Megabytes(ProcessMemory.Resident(broker!.ProcessId))));
    }

    private async Task StartAgainAsync(string signal)
    {
        await broker!.DisposeAsync();
        var started = Stopwatch.GetTimestamp();
        broker = await PabalServer.StartAsync(brokerOptions, folder, cancellation);
        using (var client = AmqpClient.Connect(broker.Port))
            client.CountMessages(NameOf(options.Queues - 1));
        Judge($"start to the last queue, after {signal}", started, StartLimit);
        CheckLengths(OperatorLength);
        measurements.Add(Measurement.Shown(
            $"resident memory after it, after {signal}", Megabytes(await ProcessMemory.SettledAsync(broker.ProcessId, cancellation))));
    }

    private void CheckLengths(int others)
    {
        CheckLength(0, ChangedLength);
        CheckLength(options.Queues - 1, options.Policies == 1 ? ChangedLength : others);
    }

    private void CheckLength(int queue, int length)
    {
        var name = NameOf(queue);
        using var client = AmqpClient.Connect(broker!.Port);
        client.Publish(name, "x"u8, FirstLength + 1);
        client.Synchronize();
        if (client.CountMessages(name) is var count && count != length)
            throw new BenchException($"{name} has {count} messages where its policies allow {length}");
    }

    private Task SetPolicyAsync(int policy, int length) =>
        CommandAsync(["policy", "set", $"policy-{policy}", $"^group{policy}\\.", Definition(length)], ("apply-to", "queues"));

    /// <returns>What the command wrote.</returns>
    private async Task<string> CommandAsync(string[] words, params (string Name, string Value)[] named)
    {
        var (exitCode, output, errors) = await PabalCommands.RunAsync(
            new PabalOptions { DataDirectory = folder["data"] }, words, named.ToDictionary(each => each.Name, each => each.Value), input: null);
        return exitCode == 0 ? output : throw new BenchException($"{string.Join(' ', words)}: {errors}");
    }

    private string NameOf(int queue) => string.Create(CultureInfo.InvariantCulture, $"group{queue % options.Policies}.{queue}");

    private static string Definition(int length) => $$"""{"max-length":{{length}}}""";

    private void Judge(string name, long started, Limit limit)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Progress.Say($"{name}: {seconds:F3} s");
        measurements.Add(Measurement.Create(name, $"{seconds:F3} s", seconds, limit, " s"));
    }

    private static string Megabytes(long octets) => $"{octets / Mib:F0} MiB";
}
