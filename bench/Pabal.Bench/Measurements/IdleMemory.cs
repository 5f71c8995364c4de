using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Processes;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Measurements;

/// <summary>What a fresh Pabal takes, and what idle connections add.</summary>
internal static class IdleMemory
{
    public const string Name = $"{Fresh}, {Connections}";

    private const string Fresh = "idle resident memory of a fresh Pabal";
    private const string Connections = "idle connections with one channel each";

    // Standard files, libraries, the runtime's own, and the other measurements.
    private const int OtherFiles = 300;

    private static readonly Limit FreshTarget = Limit.AtMost(60);
    private static readonly Limit ConnectionTarget = Limit.AtMost(30);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(BenchOptions options, CancellationToken cancellation)
    {
        var wanted = options.Connections;
        var count = (int)Math.Min(wanted, Libc.RaiseOpenFiles(wanted + OtherFiles) - OtherFiles);
        await using var broker = await PabalServer.StartAsync(options, cancellation);
        await Task.Delay(2000, cancellation);
        var fresh = await ProcessMemory.SettledAsync(broker.ProcessId, cancellation);
        var clients = new List<AmqpClient>(count);
        try
        {
            while (clients.Count < count)
            {
                cancellation.ThrowIfCancellationRequested();
                clients.Add(AmqpClient.Connect(broker.Port));
            }
            var full = await ProcessMemory.SettledAsync(broker.ProcessId, cancellation);
            var freshMib = fresh / 1024.0 / 1024.0;
            var eachKib = (full - fresh) / 1024.0 / count;
            var shortfall = count < wanted ? $" (not {wanted:N0}: this user may open no more files)" : "";
            return
            [
                Measurement.Create(Fresh, $"{freshMib:F1} MiB", freshMib, FreshTarget, " MiB"),
                Measurement.Create(
                    $"{count:N0} {Connections}, memory of each{shortfall}",
                    $"{eachKib:F1} KiB", eachKib, ConnectionTarget, " KiB"),
            ];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
