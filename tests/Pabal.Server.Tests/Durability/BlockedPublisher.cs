using System.Text;
using RabbitMQ.Client;

namespace Pabal.Server.Tests.Durability;

/// <summary>A publisher of persistent messages that waits for each confirm, and hears when it is blocked.</summary>
internal sealed class BlockedPublisher
{
    private readonly TaskCompletionSource<string> blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource unblocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IChannel channel;
    private readonly string queue;

    private BlockedPublisher(IConnection connection, IChannel channel, string queue)
    {
        Connection = connection;
        this.channel = channel;
        this.queue = queue;
        connection.ConnectionBlockedAsync += (_, arguments) =>
        {
            blocked.TrySetResult(arguments.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            unblocked.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public IConnection Connection { get; }

    /// <summary>The reason, once it is told to wait.</summary>
    public Task<string> Blocked => blocked.Task;

    public Task Unblocked => unblocked.Task;

    public static async Task<BlockedPublisher> OpenAsync(IConnection connection, string queue)
    {
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new BlockedPublisher(connection, await connection.CreateChannelAsync(confirms), queue);
    }

    public Task DeclareAsync() => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);

    /// <summary>Completes with the confirm.</summary>
    public Task PublishAsync(string text) => channel.BasicPublishAsync(
        "", queue, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(text)).AsTask();
}
