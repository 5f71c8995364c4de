using Mailroom.Messaging;

namespace Mailroom.Api.Delivery;

/// <summary>The API's own connection to the broker; a bot in the same process has another one.</summary>
internal sealed class ApiMessaging : IAsyncDisposable
{
    public ApiMessaging(BrokerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        Connection = new BrokerConnection(options, retries: null, loggers.CreateLogger<BrokerConnection>());
        Publisher = new EventPublisher(Connection);
        Consumer = new EventConsumer(Connection, time, loggers.CreateLogger<EventConsumer>());
    }

    public BrokerOptions Options { get; }

    public BrokerConnection Connection { get; }

    public EventPublisher Publisher { get; }

    public EventConsumer Consumer { get; }

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
