using System.Globalization;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Brokers;

/// <summary>The pabal executable, as built for release.</summary>
internal sealed class PabalServer : IBroker
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder? ownFolder;
    private readonly ChildProcess process;

    private PabalServer(string file, BenchOptions options, TemporaryFolder folder, bool ownsFolder)
    {
        ownFolder = ownsFolder ? folder : null;
        process = ChildProcess.Start(
            file, ["--Amqp:Port=0", $"--DataDirectory={folder["data"]}", .. options.PabalArguments], folder.Path,
            WithoutConfiguration());
    }

    public string Name => BrokerNames.Pabal;

    public int Port { get; private set; }

    public int ProcessId => process.Id;

    /// <summary>Starts it on an empty data directory, which goes with it.</summary>
    public static Task<PabalServer> StartAsync(BenchOptions options, CancellationToken cancellation) =>
        StartAsync(options, new TemporaryFolder(), ownsFolder: true, cancellation);

    /// <summary>Starts it on the data directory that an earlier one may have left in a folder.</summary>
    public static Task<PabalServer> StartAsync(BenchOptions options, TemporaryFolder folder, CancellationToken cancellation) =>
        StartAsync(options, folder, ownsFolder: false, cancellation);

    /// <summary>Ends it as a crash does.</summary>
    public void Kill() => Libc.Kill(ProcessId);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        ownFolder?.Dispose();
    }

    private static async Task<PabalServer> StartAsync(
        BenchOptions options, TemporaryFolder folder, bool ownsFolder, CancellationToken cancellation)
    {
        var file = Repository.Path("artifacts", "bin", "Pabal", "release", "pabal");
        if (!File.Exists(file))
            throw new BenchException($"{file} is missing: run ./build first");
        var broker = new PabalServer(file, options, folder, ownsFolder);
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

    // Whoever measures may have configured a broker of their own, and PABAL_LOAD is meant for this program.
    private static Dictionary<string, string?> WithoutConfiguration()
    {
        var removed = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("PABAL_", StringComparison.Ordinal))
                removed[name] = null;
        }
        return removed;
    }
}
