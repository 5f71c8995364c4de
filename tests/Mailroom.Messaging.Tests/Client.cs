using System.Text;
using Mailroom.Mail.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Mailroom.Messaging.Tests;

/// <summary>What one process has of Mailroom.Messaging, with a look at the broker from the side.</summary>
public sealed class Client : IAsyncDisposable
{
    private Client(BrokerOptions options, RetryLadder? retries, IConnection side)
    {
        Connection = new BrokerConnection(options, retries, NullLogger<BrokerConnection>.Instance);
        Publisher = new EventPublisher(Connection);
        Side = side;
    }

    public BrokerConnection Connection { get; }

    public EventPublisher Publisher { get; }

    /// <summary>A connection of its own.</summary>
    public IConnection Side { get; }

    public static async Task<Client> ConnectAsync(RestartableBroker broker, RetryLadder? retries = null)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker.Uri), AutomaticRecoveryEnabled = false };
        return new Client(broker.Options, retries, await factory.CreateConnectionAsync().WithinAsync());
    }

    public RunningConsumer Consume(
        IEventHandler handler, string? queue = Topology.Commands, ushort concurrency = 1, Action<bool>? listening = null) =>
        new(Connection, queue, concurrency, handler, listening);

    /// <summary>Takes the next message of a queue, and waits for it.</summary>
    public async Task<BasicGetResult> TakeAsync(string queue)
    {
        await using var channel = await Side.CreateChannelAsync().WithinAsync();
        BasicGetResult? taken = null;
        await Waiting.UntilAsync(() => (taken = channel.BasicGetAsync(queue, autoAck: true).GetAwaiter().GetResult()) is not null);
        return taken!;
    }

    public async Task<uint> CountAsync(string queue)
    {
        await using var channel = await Side.CreateChannelAsync().WithinAsync();
        return await channel.MessageCountAsync(queue).WithinAsync();
    }

    public async Task PublishRawAsync(string key, string body)
    {
        await using var channel = await Side.CreateChannelAsync().WithinAsync();
        await channel.BasicPublishAsync(Topology.Exchange, key, Encoding.UTF8.GetBytes(body)).AsTask().WithinAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await Connection.DisposeAsync();
        await Side.DisposeAsync();
    }
}
