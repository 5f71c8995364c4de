using System.Diagnostics;
using Mailroom.Messaging.Events;
using RabbitMQ.Client;

namespace Mailroom.Messaging;

/// <summary>Publishes events; each is in a queue, on disk, when the call returns. Thread-safe.</summary>
public sealed class EventPublisher(BrokerConnection connection) : IAsyncDisposable
{
    private static readonly CreateChannelOptions channelOptions = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim gate = new(1);
    private IChannel? channel;

    /// <exception cref="BrokerUnavailableException">It is not known to be stored. Publish it again, as it is.</exception>
    public Task PublishAsync(MailroomEvent content, CancellationToken cancellation) =>
        PublishAsync(Topology.Exchange, content.RoutingKey, content, mandatory: content is not MailStored, cancellation);

    /// <summary>Publishes a command that the bots get after a wait.</summary>
    /// <param name="command">The command.</param>
    /// <param name="wait">One of the ladder that the connection was made with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BrokerUnavailableException">It is not known to be stored. Publish it again, as it is.</exception>
    public Task PublishLaterAsync(SendMail command, TimeSpan wait, CancellationToken cancellation) =>
        PublishAsync("", RetryLadder.QueueFor(wait), command, mandatory: true, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (channel is not null)
            await channel.DisposeAsync();
        gate.Dispose();
    }

    private async Task PublishAsync(
        string exchange, string key, MailroomEvent content, bool mandatory, CancellationToken cancellation)
    {
        if (content.TraceParent is null && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
            content = content with { TraceParent = trace };
        var properties = new BasicProperties
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = content.Id,
            CorrelationId = content.CorrelationId,
            Type = content.RoutingKey,
            Timestamp = new AmqpTimestamp(content.Time.ToUnixTimeSeconds()),
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(connection.Options.Timeout);
        try
        {
            var open = await OpenAsync(timeout.Token);
            await open.BasicPublishAsync(exchange, key, mandatory, properties, EventJson.Write(content), timeout.Token);
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, cancellation))
        {
            throw new BrokerUnavailableException($"The broker has not confirmed {content.RoutingKey}: {exception.Message}", exception);
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellation)
    {
        if (channel is { IsOpen: true } current)
            return current;
        await gate.WaitAsync(cancellation);
        try
        {
            if (channel is { IsOpen: true })
                return channel;
            if (channel is not null)
                await channel.DisposeAsync();
            return channel = await connection.OpenChannelAsync(channelOptions, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }
}
