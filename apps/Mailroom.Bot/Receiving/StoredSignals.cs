using System.Collections.Concurrent;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Receiving;

/// <summary>Tells those who wait for it that the API has stored a mail. Thread-safe.</summary>
internal sealed class StoredSignals : IEventHandler
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the broker tells of what is stored from now on.</summary>
    public Task Listening => listening.Task;

    public void SetListening(bool isListening)
    {
        if (isListening)
            listening.TrySetResult();
        else
            listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Begins to wait; <see cref="Forget"/> follows.</summary>
    public Task Expect(string id) =>
        waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Forget(string id) => waiting.TryRemove(id, out _);

    /// <inheritdoc/>
    public Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is MailStored && waiting.TryGetValue(content.CorrelationId, out var waiter))
            waiter.TrySetResult();
        return Task.CompletedTask;
    }
}
