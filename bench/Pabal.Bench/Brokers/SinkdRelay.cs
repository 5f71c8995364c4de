using System.Globalization;
using Pabal.Bench.Processes;

namespace Pabal.Bench.Brokers;

/// <summary>
/// sinkd, which relays messages and does nothing else: what no broker can be cheaper than. With a journal it also appends
/// what is published to a file and syncs that before it confirms.
/// </summary>
internal sealed class SinkdRelay : IBroker
{
    private readonly TemporaryFolder folder = new();
    private readonly string? journal;
    private readonly ChildProcess process;

    private SinkdRelay(string programs, bool hasJournal)
    {
        Port = LoopbackPort.Find(1)[0];
        journal = hasJournal ? folder["journal"] : null;
        string[] port = ["--port", Port.ToString(CultureInfo.InvariantCulture)];
        process = ChildProcess.Start(
            Path.Combine(programs, "sinkd"), journal is null ? port : [.. port, "--journal", journal, "--fsync"], programs);
    }

    public string Name => BrokerNames.Sinkd;

    public int Port { get; }

    public int ProcessId => process.Id;

    /// <param name="folder">Where it was built.</param>
    /// <param name="journal">Stores what it relays.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SinkdRelay> StartAsync(string folder, bool journal, CancellationToken cancellation)
    {
        var broker = new SinkdRelay(folder, journal);
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

    /// <summary>Empties the journal, which nothing else ever does: sinkd appends at whatever its end is.</summary>
    public void PrepareRun()
    {
        if (journal is null)
            return;
        using var file = File.OpenHandle(journal, access: FileAccess.Write, share: FileShare.ReadWrite);
        RandomAccess.SetLength(file, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
