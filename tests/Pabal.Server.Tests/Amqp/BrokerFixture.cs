namespace Pabal.Server.Tests.Amqp;

/// <summary>A broker of one test class, or the one that the class is also to be run against.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    /// <summary>The port of a RabbitMQ on loopback to compare with; tests that compare run against Pabal only without it.</summary>
    public static int PeerPort { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PABAL_PEER_PORT"), out var port) ? port : 0;

    public PabalBroker Broker { get; private set; } = null!;

    public int Port => Broker.AmqpEndPoint.Port;

    public async ValueTask InitializeAsync() => Broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}
