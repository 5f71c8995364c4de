using Mailroom.Mail.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Messaging.Tests;

/// <summary>A consumer at work.</summary>
public sealed class RunningConsumer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();

    public RunningConsumer(
        BrokerConnection connection, string? queue, ushort concurrency, IEventHandler handler, Action<bool>? listening) =>
        Ended = new EventConsumer(connection, TimeProvider.System, NullLogger<EventConsumer>.Instance)
            .RunAsync(queue, concurrency, handler, listening, stop.Token);

    public Task Ended { get; }

    public Task StopAsync()
    {
        stop.Cancel();
        return Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Ended.WithinAsync();
        stop.Dispose();
    }
}
