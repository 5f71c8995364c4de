using System.Collections.Concurrent;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Api.Tests;

/// <summary>Stands at the broker where a bot would, and does what a test tells it.</summary>
internal sealed class TestBot : IEventHandler, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly BrokerConnection connection;
    private readonly EventPublisher publisher;
    private readonly List<Task> consuming = [];

    public TestBot(string broker, params string?[] queues)
    {
        connection = new BrokerConnection(
            new BrokerOptions { Uri = broker }, retries: null, NullLogger<BrokerConnection>.Instance);
        publisher = new EventPublisher(connection);
        var consumer = new EventConsumer(connection, TimeProvider.System, NullLogger<EventConsumer>.Instance);
        foreach (var queue in queues)
            consuming.Add(consumer.RunAsync(queue, 32, this, stopping.Token));
    }

    /// <summary>What came, in its order, repetitions too.</summary>
    public ConcurrentQueue<MailroomEvent> Events { get; } = new();

    /// <summary>What it can't handle.</summary>
    public Func<MailroomEvent, bool> Refuses { get; set; } = _ => false;

    public Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (Refuses(content))
            throw new EventRefusedException("The test wants it so.");
        Events.Enqueue(content);
        return Task.CompletedTask;
    }

    public Task PublishAsync(MailroomEvent content) => publisher.PublishAsync(content, CancellationToken.None).WithinAsync();

    /// <summary>Waits for an event of a kind.</summary>
    public Task<T> NextAsync<T>(Func<T, bool>? condition = null)
        where T : MailroomEvent =>
        Waiting.UntilAsync<T>(
            () => Task.FromResult(Events.OfType<T>().FirstOrDefault(content => condition?.Invoke(content) ?? true)!),
            content => content is not null);

    /// <summary>Waits until what is published from now on comes here: a queue of its own begins empty, whenever that is.</summary>
    public async Task IsListeningAsync(MailReceived probe)
    {
        while (!Events.Any(content => content is MailStored))
        {
            await PublishAsync(probe);
            await Task.WhenAny(NextAsync<MailStored>(), Task.Delay(200));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(consuming).WithinAsync();
        await publisher.DisposeAsync();
        await connection.DisposeAsync();
        stopping.Dispose();
    }
}
