using Pabal.Server;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Tests;

/// <summary>
/// A test with a broker, a connection and a channel of its own. With PABAL_TEST_AMQP_URI set it uses the broker that is
/// there, such as a RabbitMQ, to see whether that one agrees; tests that need to embed the broker then skip.
/// </summary>
public abstract class BrokerTest : IAsyncLifetime
{
    private static readonly string? OtherBroker = Environment.GetEnvironmentVariable("PABAL_TEST_AMQP_URI");

    private readonly List<IConnection> connections = [];
    private readonly List<string> names = [];
    private PabalBroker? broker;

    protected PabalBroker Broker
    {
        get
        {
            Assert.SkipWhen(broker is null, "It needs an embedded broker.");
            return broker;
        }
    }

    protected IConnection Connection { get; private set; } = null!;

    protected IChannel Channel { get; private set; } = null!;

    private Uri BrokerUri => OtherBroker is null ? broker!.AmqpUri : new Uri(OtherBroker);

    public async ValueTask InitializeAsync()
    {
        if (OtherBroker is null)
        {
            broker = await PabalBroker.StartAsync(options =>
            {
                options.Amqp.Port = 0;
                Configure(options);
            });
        }
        Connection = await ConnectAsync();
        Channel = await Connection.CreateChannelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (OtherBroker is not null)
            await DeleteNamesAsync();
        foreach (var connection in connections)
            await connection.DisposeAsync();
        if (broker is not null)
            await broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What this broker has otherwise than the defaults.</summary>
    protected virtual void Configure(PabalOptions options)
    {
    }

    protected ConnectionFactory CreateFactory(Action<ConnectionFactory>? configure = null)
    {
        var factory = new ConnectionFactory { Uri = BrokerUri, AutomaticRecoveryEnabled = false };
        configure?.Invoke(factory);
        return factory;
    }

    /// <summary>Opens a further connection; it is closed with the test.</summary>
    protected async Task<IConnection> ConnectAsync(Action<ConnectionFactory>? configure = null)
    {
        var connection = await CreateFactory(configure).CreateConnectionAsync();
        connections.Add(connection);
        return connection;
    }

    /// <summary>A name for a queue or an exchange that nothing else has.</summary>
    protected string Unique(string name)
    {
        name = $"{name}-{Guid.NewGuid():N}";
        names.Add(name);
        return name;
    }

    /// <summary>Declares an exclusive queue that goes with the test's connection.</summary>
    protected async Task<string> DeclareQueueAsync(IDictionary<string, object?>? arguments = null) =>
        await Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false, arguments);

    /// <summary>Declares a queue that other connections may use too.</summary>
    protected async Task<string> DeclareSharedQueueAsync() =>
        await Channel.QueueDeclareAsync(Unique("shared"), durable: false, exclusive: false, autoDelete: false);

    /// <summary>Declares an exchange of a name that nothing else has.</summary>
    protected async Task<string> DeclareExchangeAsync(string type, IDictionary<string, object?>? arguments = null)
    {
        var name = Unique(type);
        await Channel.ExchangeDeclareAsync(name, type, arguments: arguments);
        return name;
    }

    private async Task DeleteNamesAsync()
    {
        await using var connection = await CreateFactory().CreateConnectionAsync();
        foreach (var name in names)
        {
            try
            {
                await using var channel = await connection.CreateChannelAsync();
                await channel.ExchangeDeleteAsync(name);
                await channel.QueueDeleteAsync(name);
            }
            catch (OperationInterruptedException)
            {
                // Exclusive to a connection that is about to close, and gone with it.
            }
        }
    }
}
