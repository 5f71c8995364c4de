using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging;

namespace Mailroom.Messaging;

/// <summary>
/// Gives the events of a queue to a handler, and acknowledges each when it is done. What a handler can't do now stays with it and is
/// tried again, so that an outage of its database counts as no delivery. After a loss of the broker it consumes again at once, while
/// handlers of before may still run: they are cancelled, and their events come again. Never do more than twice as many run as are
/// consumed at a time.
/// </summary>
/// <param name="connection">To the broker.</param>
/// <param name="time">For the waits.</param>
/// <param name="logger">Told what could not be handled.</param>
public sealed partial class EventConsumer(BrokerConnection connection, TimeProvider time, ILogger<EventConsumer> logger)
{
    /// <summary>Where handled events are traced.</summary>
    public const string TraceSource = "Mailroom";

    /// <inheritdoc cref="RunAsync(string?, ushort, IEventHandler, Action{bool}?, CancellationToken)"/>
    public Task RunAsync(string? queue, ushort concurrency, IEventHandler handler, CancellationToken cancellation) =>
        RunAsync(queue, concurrency, handler, null, cancellation);

    /// <summary>Consumes until cancelled, whatever becomes of the broker meanwhile. Handlers that run then are waited for.</summary>
    /// <param name="queue">A name of <see cref="Topology"/>, or null for what the API has stored from now on.</param>
    /// <param name="concurrency">Events at a time, from 1; the broker keeps the others for other consumers.</param>
    /// <param name="handler">Handles them.</param>
    /// <param name="listening">Told true when the broker has begun to deliver, and false when that was interrupted.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task RunAsync(
        string? queue, ushort concurrency, IEventHandler handler, Action<bool>? listening, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfZero(concurrency);
        return RunAsync(queue, concurrency, new LiveRoute(handler), listening, cancellation);
    }

    /// <summary>
    /// Consumes what nobody could handle, one at a time, until cancelled. What the handler refuses, and what is no event, goes to
    /// <see cref="Topology.Parked"/>.
    /// </summary>
    public Task RunDeadLettersAsync(IDeadLetterHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(Topology.Dead, 1, new DeadLetterRoute(handler, connection), null, cancellation);
    }

    private async Task RunAsync(
        string? queue, ushort concurrency, IDeliveryRoute route, Action<bool>? listening, CancellationToken cancellation)
    {
        // As many again may be left over from earlier sessions; with more, those that are delivered wait for their ends.
        using var places = new SemaphoreSlim(2 * concurrency);
        var handling = new DeliveryHandling(route, places, connection.Options, time, logger);
        var leftOver = new List<Task>();
        try
        {
            await RunAsync(queue, concurrency, handling, route.Republishes, leftOver, listening, cancellation);
        }
        finally
        {
            await Task.WhenAll(leftOver);
        }
    }

    private async Task RunAsync(
        string? queue,
        ushort concurrency,
        DeliveryHandling handling,
        bool confirms,
        List<Task> leftOver,
        Action<bool>? listening,
        CancellationToken cancellation)
    {
        var wait = connection.Options.MinBackOff;
        while (!cancellation.IsCancellationRequested)
        {
            var session = new ConsumerSession(connection, handling, confirms);
            try
            {
                await session.RunAsync(queue, concurrency, () => listening?.Invoke(true), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (
                exception is BrokerUnavailableException || BrokerConnection.IsBrokers(exception, cancellation))
            {
                LogInterrupted(queue ?? MailStored.Type, exception.Message);
            }
#pragma warning disable CA1031 // A consumer that ended while those beside it go on would be missed by nobody.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(queue ?? MailStored.Type, exception);
            }
            leftOver.RemoveAll(ended => ended.IsCompleted);
            leftOver.Add(session.Completion);
            // Should the queue have been deleted, it is made again.
            connection.ForgetTopology();
            if (session.HasListened)
            {
                listening?.Invoke(false);
                wait = connection.Options.MinBackOff;
            }
            await Task.Delay(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, connection.Options.MaxBackOff.Ticks));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consuming from {Queue} was interrupted: {Problem}")]
    private partial void LogInterrupted(string queue, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Consuming from {Queue} failed and is tried again")]
    private partial void LogFailed(string queue, Exception exception);
}
