using System.Globalization;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Brokers;

/// <summary>sinkd, which relays messages and does nothing else: what no broker can be cheaper than.</summary>
internal sealed class SinkdRelay : IBroker
{
    private readonly ChildProcess process;

    private SinkdRelay(string folder)
    {
        Port = LoopbackPort.Find(1)[0];
        process = ChildProcess.Start(
            Path.Combine(folder, "sinkd"), ["--port", Port.ToString(CultureInfo.InvariantCulture)], folder);
    }

    public string Name => BrokerNames.Sinkd;

    public int Port { get; }

    public int ProcessId => process.Id;

    /// <param name="folder">Where it was built.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SinkdRelay> StartAsync(string folder, CancellationToken cancellation)
    {
        var broker = new SinkdRelay(folder);
        try
        {
            await BrokerProbe.WaitAsync(broker.process, broker.Port, cancellation);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
