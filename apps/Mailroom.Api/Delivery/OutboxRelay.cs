using Mailroom.Messaging;

namespace Mailroom.Api.Delivery;

/// <summary>Brings what the database has committed to the broker.</summary>
internal sealed partial class OutboxRelay(
    Outbox outbox, OutboxSignal signal, ApiMessaging messaging, TimeProvider time, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    // What other instances have written, or what has become due, is found at the latest after this.
    private static readonly TimeSpan pollInterval = TimeSpan.FromSeconds(1);

    // From one reading to the next. A mail that comes alone is not held up, and of many a few share the price of a reading.
    private static readonly TimeSpan gatherTime = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var broker = messaging.Options;
        var wait = broker.MinBackOff;
        var max = Outbox.MaxEvents;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // What was never claimed can still be cancelled, so nothing is claimed for nothing. The consumers connect again.
                if (!messaging.Connection.IsOpen)
                {
                    await Task.Delay(broker.MinBackOff, time, stoppingToken);
                    continue;
                }
                var started = time.GetTimestamp();
                var (count, failed) = await RelayAsync(max, stoppingToken);
                if (failed == 0)
                {
                    if (count == 0)
                        await signal.WaitAsync(pollInterval, stoppingToken);
                    else if (count < max)
                        await GatherAsync(started, stoppingToken);
                    (wait, max) = (broker.MinBackOff, Outbox.MaxEvents);
                    continue;
                }
                // One by one from now on, so that an event that the broker won't have doesn't hold up the others.
                max = 1;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database may fail in many ways, and be back later.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, broker.MaxBackOff.Ticks));
        }
    }

    private async Task GatherAsync(long started, CancellationToken cancellation)
    {
        var left = gatherTime - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellation);
    }

    private async Task<(int Count, int Failed)> RelayAsync(int max, CancellationToken cancellation)
    {
        var events = await outbox.ClaimAsync(max, cancellation);
        if (events.Count == 0)
            return (0, 0);
        // All at once: the confirms of the later ones don't wait for those of the earlier ones.
        var publishing = events.Select(entry => TryPublishAsync(entry, cancellation)).ToList();
        var results = await Task.WhenAll(publishing);
        List<OutboxEvent> published = [], failed = [];
        for (var i = 0; i < events.Count; i++)
        {
            if (results[i].Refusal is { } reason)
                await outbox.RefuseAsync(events[i].Id, events[i].MessageId, events[i].Attempt, reason, CancellationToken.None);
            else
                (results[i].IsPublished ? published : failed).Add(events[i]);
        }
        // Also when stopping: what the broker has must not be published again by the next process.
        await outbox.CompleteAsync(published, failed, CancellationToken.None);
        return (events.Count, failed.Count);
    }

    private async Task<(bool IsPublished, string? Refusal)> TryPublishAsync(OutboxEvent entry, CancellationToken cancellation)
    {
        try
        {
            await messaging.Publisher.PublishAsync(entry.Content, cancellation);
            return (true, null);
        }
        catch (EventTooLargeException exception)
        {
            return (false, exception.Message);
        }
        catch (BrokerUnavailableException exception)
        {
            LogNotPublished(entry.Content.Id, exception.Message);
            return (false, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Id} is not with the broker yet: {Problem}")]
    private partial void LogNotPublished(string id, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox could not be relayed and is tried again")]
    private partial void LogFailed(Exception exception);
}
