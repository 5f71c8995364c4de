using Mailroom.Bot.Configuration;
using Mailroom.Messaging;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot;

/// <summary>The bot's way to the broker, apart from that of an API in the same process: it declares the queues for retries.</summary>
internal sealed class BotBroker : IAsyncDisposable
{
    private readonly BrokerConnection connection;
    private readonly EventPublisher publisher;

    public BotBroker(BotOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        connection = new BrokerConnection(options.Broker, options.Retry, loggers.CreateLogger<BrokerConnection>());
        publisher = new EventPublisher(connection);
        Consumer = new EventConsumer(connection, time, loggers.CreateLogger<EventConsumer>());
    }

    public IEventPublisher Publisher => publisher;

    public EventConsumer Consumer { get; }

    public async ValueTask DisposeAsync()
    {
        await publisher.DisposeAsync();
        await connection.DisposeAsync();
    }
}
