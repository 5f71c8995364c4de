using System.Text;
using Pabal.Server;
using RabbitMQ.Client.Exceptions;

namespace Pabal.Interop.Client6.Tests;

/// <summary>A test with a broker, a connection and a channel (which this client calls a model) of its own.</summary>
public abstract class BrokerTest : IAsyncLifetime
{
    private readonly List<IConnection> connections = [];

    protected PabalBroker Broker { get; private set; } = null!;

    protected IConnection Connection { get; private set; } = null!;

    protected IModel Channel { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await PabalBroker.StartAsync(options => options.Amqp.Port = 0);
        Connection = Connect();
        Channel = Connection.CreateModel();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            connection.Dispose();
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ConnectionFactory CreateFactory(Action<ConnectionFactory>? configure = null)
    {
        var factory = new ConnectionFactory { Uri = Broker.AmqpUri, AutomaticRecoveryEnabled = false };
        configure?.Invoke(factory);
        return factory;
    }

    /// <summary>Opens a further connection; it is closed with the test.</summary>
    protected IConnection Connect(Action<ConnectionFactory>? configure = null)
    {
        var connection = CreateFactory(configure).CreateConnection();
        connections.Add(connection);
        return connection;
    }

    /// <summary>Publishes texts to a queue by way of the default exchange.</summary>
    protected void Send(string queue, params string[] texts)
    {
        foreach (var text in texts)
            Channel.BasicPublish("", queue, basicProperties: null, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Takes everything that waits in a queue.</summary>
    protected List<string> Drain(string queue)
    {
        var texts = new List<string>();
        while (Channel.BasicGet(queue, autoAck: true) is { } result)
            texts.Add(Encoding.UTF8.GetString(result.Body.Span));
        return texts;
    }

    /// <summary>The reply code and text with which the broker refuses what is asked.</summary>
    protected static (int Code, string Text) Refusal(Action ask)
    {
        var reason = Should.Throw<OperationInterruptedException>(ask).ShutdownReason;
        return (reason.ReplyCode, reason.ReplyText);
    }
}
