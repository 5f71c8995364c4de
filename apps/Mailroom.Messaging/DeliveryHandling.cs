using System.Diagnostics;
using System.Text.Json;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>Gives one delivery to the handler as often as it takes, and settles it.</summary>
internal sealed partial class DeliveryHandling(
    IDeliveryRoute route, SemaphoreSlim places, BrokerOptions options, TimeProvider time, ILogger logger)
{
    // Well below the 30 minutes after which brokers take a delivery back.
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly ActivitySource traces = new(EventConsumer.TraceSource);

    /// <summary>Doesn't throw: a delivery that were neither settled nor handled would hold its place for good.</summary>
    public async Task RunAsync(IChannel channel, BasicDeliverEventArgs delivery, CancellationToken cancellation)
    {
        var isDone = false;
        // The octets are the caller's again as soon as this waits.
        var body = route.Republishes ? delivery.Body.ToArray() : [];
        try
        {
            var content = EventJson.Read(delivery.Body.Span);
            await Task.Yield();
            using var activity = traces.StartActivity(content.RoutingKey, ActivityKind.Consumer, content.TraceParent);
            isDone = await TryEnterAndHandleAsync(content, delivery, cancellation);
        }
        catch (Exception exception) when (exception is JsonException or EventRefusedException or EventTooLargeException)
        {
            LogRefused(delivery.BasicProperties.MessageId, route.RefusedTo, exception.Message);
            await SettleAsync(() => route.RefuseAsync(channel, delivery, body));
            return;
        }
        if (isDone)
            await SettleAsync(() => channel.BasicAckAsync(delivery.DeliveryTag, multiple: false));
        else if (cancellation.IsCancellationRequested)
            await HandBackAsync(channel, delivery);
        else
            await SettleAsync(() => route.PutBackAsync(channel, delivery, body));
    }

    /// <summary>Back to its queue, not handled. Doesn't throw.</summary>
    public Task HandBackAsync(IChannel channel, BasicDeliverEventArgs delivery) =>
        SettleAsync(() => channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true));

    /// <returns>False when the event is to go back to its queue.</returns>
    private async Task<bool> TryEnterAndHandleAsync(
        MailroomEvent content, BasicDeliverEventArgs delivery, CancellationToken cancellation)
    {
        try
        {
            await places.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        try
        {
            return await TryHandleAsync(content, delivery, cancellation);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<bool> TryHandleAsync(MailroomEvent content, BasicDeliverEventArgs delivery, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var wait = options.MinBackOff; ;)
        {
            try
            {
                await route.HandleAsync(content, delivery, cancellation);
                return true;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return false;
            }
#pragma warning disable CA1031 // Whatever it was: the event must not be lost by it, nor end the others.
            catch (Exception exception) when (exception is not EventRefusedException and not EventTooLargeException)
#pragma warning restore CA1031
            {
                LogNotHandled(content.RoutingKey, content.Id, exception);
            }
            if (time.GetElapsedTime(started) > Patience)
                return false;
            await Task.Delay(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
                return false;
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, options.MaxBackOff.Ticks));
        }
    }

    // When the channel is gone, the broker gives the event to somebody again.
    private async Task SettleAsync(Func<ValueTask> settle)
    {
        try
        {
            await settle();
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, CancellationToken.None))
        {
            LogNotSettled(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Id} goes to the queue {Queue}: {Problem}")]
    private partial void LogRefused(string? id, string queue, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} could not be handled and is tried again")]
    private partial void LogNotHandled(string type, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A delivery could not be settled: {Problem}")]
    private partial void LogNotSettled(string problem);
}
