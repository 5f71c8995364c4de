using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>Consumes over one channel, until it is closed from either side.</summary>
internal sealed class ConsumerSession(BrokerConnection connection, DeliveryHandling handling, bool confirms)
{
    private static readonly TimeSpan cancelTimeout = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InFlight running = new();

    /// <summary>The broker has begun to deliver.</summary>
    public bool HasListened { get; private set; }

    /// <summary>
    /// Ends when no handler runs any more. That is after <see cref="RunAsync"/> where the broker has ended the session: handlers that
    /// can't break off may take long, and the broker has given their events to others by then.
    /// </summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <exception cref="OperationCanceledException">It was to end.</exception>
    /// <exception cref="BrokerUnavailableException">The broker has ended it, or can't be reached.</exception>
    public async Task RunAsync(string? queue, ushort concurrency, Action listening, CancellationToken cancellation)
    {
        var options = new CreateChannelOptions(confirms, confirms, consumerDispatchConcurrency: 1);
        await using var channel = await connection.OpenChannelAsync(options, cancellation);
        var stopping = new CancellationTokenSource();
        string? tag = null;
        try
        {
            await channel.BasicQosAsync(0, concurrency, global: false, cancellation);
            queue ??= await Topology.DeclareStoredAsync(channel, cancellation);
            tag = await channel.BasicConsumeAsync(queue, autoAck: false, Consumer(channel, stopping.Token), cancellation);
            HasListened = true;
            listening();
            var reason = await ended.Task.WaitAsync(cancellation);
            throw new BrokerUnavailableException(reason);
        }
        finally
        {
            // First, so that what is handed back goes to others and not to this one again.
            if (tag is not null && channel.IsOpen)
                await CancelConsumerAsync(channel, tag);
            await stopping.CancelAsync();
            Completion = CompleteAsync(stopping);
            // What ends in good order is acknowledged over this channel.
            if (cancellation.IsCancellationRequested)
                await Completion;
        }
    }

    private async Task CompleteAsync(CancellationTokenSource stopping)
    {
        await running.CompleteAsync();
        stopping.Dispose();
    }

    private AsyncEventingBasicConsumer Consumer(IChannel channel, CancellationToken stopping)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        // Not waited for: a connection that is closed waits for what it waits for here, and only then tells those who publish on it,
        // for whom handlers may wait. The prefetch count says how many run.
        consumer.ReceivedAsync += (_, delivery) =>
        {
            _ = HandleAsync(channel, delivery, stopping);
            return Task.CompletedTask;
        };
        // The broker cancels a consumer whose queue is gone or whose delivery took too long.
        consumer.UnregisteredAsync += (_, _) => EndAsync("the consumer was cancelled");
        consumer.ShutdownAsync += (_, shutdown) => EndAsync(shutdown.ReplyText);
        channel.ChannelShutdownAsync += (_, shutdown) => EndAsync(shutdown.ReplyText);
        return consumer;
    }

    private async Task HandleAsync(IChannel channel, BasicDeliverEventArgs delivery, CancellationToken stopping)
    {
        if (!running.TryEnter())
        {
            await handling.HandBackAsync(channel, delivery);
            return;
        }
        try
        {
            await handling.RunAsync(channel, delivery, stopping);
        }
        finally
        {
            running.Leave();
        }
    }

    private static async Task CancelConsumerAsync(IChannel channel, string tag)
    {
        using var timeout = new CancellationTokenSource(cancelTimeout);
        try
        {
            await channel.BasicCancelAsync(tag, noWait: false, timeout.Token);
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, CancellationToken.None))
        {
            // The channel is closed next, which does the same.
        }
    }

    private Task EndAsync(string reason)
    {
        ended.TrySetResult(reason);
        return Task.CompletedTask;
    }
}
