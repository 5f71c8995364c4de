using Mailroom.Mail.Tests;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;
using Mailroom.Messaging.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mailroom.Bot.Tests.Running;

/// <summary>What the API is to the bot: somebody who publishes commands, hears what becomes of them, and stores what came.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly BrokerConnection connection;
    private readonly EventPublisher publisher;
    private readonly RunningConsumer results;
    private readonly RunningConsumer received;

    public TestApi(RestartableBroker broker, bool isStoring = true)
    {
        connection = new BrokerConnection(broker.Options, null, NullLogger<BrokerConnection>.Instance);
        publisher = new EventPublisher(connection);
        Received = new RecordingHandler((content, cancellation) => isStoring
            ? publisher.PublishAsync(
                new MailStored { Id = $"{content.Id}-stored", CorrelationId = content.Id, Time = content.Time }, cancellation)
            : Task.CompletedTask);
        results = new RunningConsumer(connection, Topology.Results, 4, Results, null);
        received = new RunningConsumer(connection, Topology.Received, 4, Received, null);
    }

    public RecordingHandler Results { get; } = new();

    public RecordingHandler Received { get; }

    /// <summary>The types of what became of a mail, once each.</summary>
    public IReadOnlyList<string> OutcomesOf(Guid messageId) =>
        [.. Results.Handled.OfType<AttemptEvent>().Where(content => content.MessageId == messageId).DistinctBy(content => content.Id)
            .Select(content => content.RoutingKey)];

    public Task PublishAsync(MailroomEvent content) => publisher.PublishAsync(content, CancellationToken.None).WithinAsync();

    public Task UntilAsync(Guid messageId, string outcome) =>
        Waiting.UntilAsync(() => OutcomesOf(messageId).Contains(outcome, StringComparer.Ordinal), () => string.Join(' ', OutcomesOf(messageId)));

    public async ValueTask DisposeAsync()
    {
        await results.DisposeAsync();
        await received.DisposeAsync();
        await publisher.DisposeAsync();
        await connection.DisposeAsync();
    }
}
