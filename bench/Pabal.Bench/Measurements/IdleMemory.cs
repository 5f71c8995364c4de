using Pabal.Bench.Amqp;
using Pabal.Bench.Brokers;
using Pabal.Bench.Processes;
using Pabal.Bench.Reporting;

namespace Pabal.Bench.Measurements;

/// <summary>What a fresh Pabal takes, and what idle connections add.</summary>
internal static class IdleMemory
{
    public const string Fresh = "idle resident memory of a fresh Pabal";
    public const string Connections = "idle connections with one channel each";

    private const double FreshTargetMib = 60;
    private const double ConnectionTargetKib = 30;

    // Standard files, libraries, the runtime's own, and the other measurements.
    private const int OtherFiles = 300;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(int wanted, CancellationToken cancellation)
    {
        var count = (int)Math.Min(wanted, Libc.RaiseOpenFiles(wanted + OtherFiles) - OtherFiles);
        await using var broker = await PabalServer.StartAsync(cancellation);
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
                new(Fresh, $"{freshMib:F1} MiB", $"≤ {FreshTargetMib} MiB",
                    Verdicts.Of(freshMib <= FreshTargetMib)),
                new($"{count:N0} {Connections}, memory of each{shortfall}", $"{eachKib:F1} KiB",
                    $"≤ {ConnectionTargetKib} KiB", Verdicts.Of(eachKib <= ConnectionTargetKib)),
            ];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
