using System.Globalization;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Brokers;

/// <summary>The pabal executable, as built for release.</summary>
internal sealed class PabalServer : IBroker
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly ChildProcess process;

    private PabalServer(string file) => process = ChildProcess.Start(file, ["--Amqp:Port=0"], folder.Path);

    public string Name => BrokerNames.Pabal;

    public int Port { get; private set; }

    public int ProcessId => process.Id;

    public static async Task<PabalServer> StartAsync(CancellationToken cancellation)
    {
        var file = Repository.Path("artifacts", "bin", "Pabal", "release", "pabal");
        if (!File.Exists(file))
            throw new BenchException($"{file} is missing: run ./build first");
        var broker = new PabalServer(file);
        try
        {
            var address = await broker.process.WaitForLineAsync("Pabal listens on amqp://", StartTimeout, cancellation);
            broker.Port = int.Parse(address.AsSpan(address.LastIndexOf(':') + 1).TrimEnd('/'), CultureInfo.InvariantCulture);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
