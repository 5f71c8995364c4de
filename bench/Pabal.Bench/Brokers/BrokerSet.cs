namespace Pabal.Bench.Brokers;

/// <summary>The brokers that are compared, each a process of its own.</summary>
internal sealed class BrokerSet : IAsyncDisposable
{
    private readonly List<IBroker> brokers = [];

    private BrokerSet()
    {
    }

    /// <summary>In the order in which they are loaded.</summary>
    public IReadOnlyList<IBroker> All => brokers;

    /// <summary>RabbitMQ's and Erlang's version; null when it isn't there.</summary>
    public string? RabbitMqVersion => brokers.OfType<RabbitMqServer>().FirstOrDefault()?.Version;

    /// <param name="options">Which ones.</param>
    /// <param name="loadFolder">Where sinkd was built.</param>
    /// <param name="journal">sinkd stores what it relays.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BrokerSet> StartAsync(
        BenchOptions options, string loadFolder, bool journal, CancellationToken cancellation)
    {
        var set = new BrokerSet();
        try
        {
            foreach (var name in options.Brokers)
            {
                if (name == BrokerNames.RabbitMq && !RabbitMqServer.IsInstalled)
                {
                    Progress.Say("rabbitmq-server is not installed: the table is without it");
                    continue;
                }
                Progress.Say($"starting {name}");
                set.brokers.Add(name switch
                {
                    BrokerNames.Sinkd => await SinkdRelay.StartAsync(loadFolder, journal, cancellation),
                    BrokerNames.Pabal => await PabalServer.StartAsync(options, cancellation),
                    _ => await RabbitMqServer.StartAsync(cancellation),
                });
            }
            return set.brokers.Count > 0 ? set : throw new BenchException("there is no broker to measure");
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in brokers)
            await broker.DisposeAsync();
    }
}
