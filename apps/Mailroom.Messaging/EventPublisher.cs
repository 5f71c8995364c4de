using System.Diagnostics;
using Mailroom.Messaging.Events;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mailroom.Messaging;

/// <summary>Publishes events; each is in a queue, on disk, when the call returns. Thread-safe: callers share one channel.</summary>
public sealed class EventPublisher(BrokerConnection connection) : IEventPublisher, IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private volatile PublishingChannel? current;
    private bool isDisposed;

    /// <inheritdoc/>
    public Task PublishAsync(MailroomEvent content, CancellationToken cancellation) =>
        PublishAsync(Topology.Exchange, content.RoutingKey, content, mandatory: content is not MailStored, cancellation);

    /// <inheritdoc/>
    public Task PublishLaterAsync(SendMail command, TimeSpan wait, CancellationToken cancellation) =>
        PublishAsync("", RetryLadder.QueueFor(wait), command, mandatory: true, cancellation);

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            isDisposed = true;
            if (current is { } last)
                await last.RetireAsync();
        }
        finally
        {
            // Not disposed of: whoever still waits for it would wait forever.
            gate.Release();
        }
    }

    private async Task PublishAsync(
        string exchange, string key, MailroomEvent content, bool mandatory, CancellationToken cancellation)
    {
        if (content.TraceParent is null && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
            content = content with { TraceParent = trace };
        var body = EventJson.Write(content);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(connection.Options.Timeout);
        try
        {
            var channel = await EnterAsync(timeout.Token);
            try
            {
                await channel.Channel.BasicPublishAsync(exchange, key, mandatory, Properties(content), body, timeout.Token);
            }
            catch (PublishException exception) when (exception.IsReturn)
            {
                // Its queue was deleted: the next attempt, on a new channel, makes it again.
                connection.ForgetTopology();
                _ = channel.RetireAsync();
                throw;
            }
            catch (Exception exception) when (SizeRefusal.Of(channel.Channel.CloseReason, body.Length) is { } limit)
            {
                throw new EventTooLargeException(
                    $"The broker takes no more than {limit} octets, and {content.RoutingKey} has {body.Length}.", exception);
            }
            finally
            {
                channel.Leave();
            }
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, cancellation))
        {
            throw new BrokerUnavailableException($"The broker has not confirmed {content.RoutingKey}: {exception.Message}", exception);
        }
    }

    private static BasicProperties Properties(MailroomEvent content) => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        MessageId = content.Id,
        CorrelationId = content.CorrelationId,
        Type = content.RoutingKey,
        Timestamp = new AmqpTimestamp(content.Time.ToUnixTimeSeconds()),
    };

    private async Task<PublishingChannel> EnterAsync(CancellationToken cancellation)
    {
        if (current is { } open && open.TryEnter())
            return open;
        await gate.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (current is { } replaced)
            {
                if (replaced.TryEnter())
                    return replaced;
                // The others on it have failed, or are about to; none of them waits for this one.
                _ = replaced.RetireAsync();
                current = null;
            }
            var made = new PublishingChannel(await connection.OpenChannelAsync(PublishingChannel.Options(), cancellation));
            current = made;
            return made.TryEnter() ? made : throw new IOException("The channel was closed at once.");
        }
        finally
        {
            gate.Release();
        }
    }
}
