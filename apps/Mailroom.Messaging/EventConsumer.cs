using System.Diagnostics;
using System.Text.Json;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>
/// Gives the events of a queue to a handler, and acknowledges each when it is done. What a handler can't do now stays with it and is
/// tried again, so that an outage of its database counts as no delivery.
/// </summary>
/// <param name="connection">To the broker.</param>
/// <param name="time">For the waits.</param>
/// <param name="logger">Told what could not be handled.</param>
public sealed partial class EventConsumer(BrokerConnection connection, TimeProvider time, ILogger<EventConsumer> logger)
{
    /// <summary>Where handled events are traced.</summary>
    public const string TraceSource = "Mailroom";

    private static readonly ActivitySource traces = new(TraceSource);

    // Well below the 30 minutes after which brokers take a delivery back.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    /// <summary>Consumes until cancelled, whatever becomes of the broker meanwhile. Handlers that run then are waited for.</summary>
    /// <param name="queue">A name of <see cref="Topology"/>, or null for what the API has stored from now on.</param>
    /// <param name="concurrency">Events at a time, from 1; the broker keeps the others for other consumers.</param>
    /// <param name="handler">Handles them.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(string? queue, ushort concurrency, IEventHandler handler, CancellationToken cancellation)
    {
        var wait = connection.Options.MinBackOff;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(queue, concurrency, handler, cancellation);
                wait = connection.Options.MinBackOff;
            }
            catch (Exception exception) when (
                exception is BrokerUnavailableException || BrokerConnection.IsBrokers(exception, cancellation))
            {
                LogInterrupted(queue, exception.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            await PauseAsync(wait, cancellation);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, connection.Options.MaxBackOff.Ticks));
        }
    }

    private async Task ConsumeAsync(string? queue, ushort concurrency, IEventHandler handler, CancellationToken cancellation)
    {
        var options = new CreateChannelOptions(false, false, consumerDispatchConcurrency: concurrency);
        await using var channel = await connection.OpenChannelAsync(options, cancellation);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new RunningHandlers();
        await channel.BasicQosAsync(0, concurrency, global: false, cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (!running.TryEnter())
                return;
            try
            {
                await HandleAsync(channel, delivery, handler, stopping.Token);
            }
            finally
            {
                running.Leave();
            }
        };
        // The broker cancels a consumer whose queue is gone or whose delivery took too long.
        consumer.UnregisteredAsync += (_, _) => End();
        consumer.ShutdownAsync += (_, _) => End();
        channel.ChannelShutdownAsync += (_, _) => End();
        queue ??= await Topology.DeclareStoredAsync(channel, cancellation);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation);
        try
        {
            await ended.Task.WaitAsync(cancellation);
        }
        finally
        {
            // What is handled now must have ended before the channel is closed, or it would be done twice at the same time.
            await stopping.CancelAsync();
            await running.CompleteAsync();
        }

        Task End()
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private async Task HandleAsync(
        IChannel channel, BasicDeliverEventArgs delivery, IEventHandler handler, CancellationToken cancellation)
    {
        var isDone = false;
        try
        {
            var content = EventJson.Read(delivery.Body.Span);
            using var activity = traces.StartActivity(content.RoutingKey, ActivityKind.Consumer, content.TraceParent);
            isDone = await TryHandleAsync(content, handler, cancellation);
        }
        catch (Exception exception) when (exception is JsonException or EventRefusedException)
        {
            LogRefused(delivery.BasicProperties.MessageId, exception.Message);
            await SettleAsync(channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false, CancellationToken.None));
            return;
        }
        await SettleAsync(isDone
            ? channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None)
            : channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, CancellationToken.None));
    }

    /// <returns>False when the event is to go back to its queue.</returns>
    private async Task<bool> TryHandleAsync(MailroomEvent content, IEventHandler handler, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var wait = connection.Options.MinBackOff; ;)
        {
            try
            {
                await handler.HandleAsync(content, cancellation);
                return true;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return false;
            }
#pragma warning disable CA1031 // Whatever it was: the event must not be lost by it, nor end the others.
            catch (Exception exception) when (exception is not EventRefusedException)
#pragma warning restore CA1031
            {
                LogNotHandled(content.RoutingKey, content.Id, exception);
            }
            if (time.GetElapsedTime(started) > patience || !await PauseAsync(wait, cancellation))
                return false;
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, connection.Options.MaxBackOff.Ticks));
        }
    }

    // When the channel is gone, the broker gives the event to somebody again.
    private async Task SettleAsync(ValueTask settlement)
    {
        try
        {
            await settlement;
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, CancellationToken.None))
        {
            LogNotSettled(exception.Message);
        }
    }

    private async Task<bool> PauseAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consuming from {Queue} was interrupted: {Problem}")]
    private partial void LogInterrupted(string? queue, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Id} goes to the dead-letter queue: {Problem}")]
    private partial void LogRefused(string? id, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} {Id} could not be handled and is tried again")]
    private partial void LogNotHandled(string type, string id, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A delivery could not be settled: {Problem}")]
    private partial void LogNotSettled(string problem);
}
