using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Receiving;

/// <summary>
/// Remembers which mails were passed on to the API, and tells those who wait for it that one is stored. Thread-safe.
/// </summary>
/// <param name="time">For what is too long ago.</param>
/// <param name="patience">
/// Past that a mail is passed on again, because its event or the answer to it may be lost; half as long again each time, up to an hour.
/// </param>
internal sealed class StoredSignals(TimeProvider time, TimeSpan patience) : IEventHandler
{
    private static readonly TimeSpan longestPatience = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Waiter> waiting = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the broker tells of what is stored from now on.</summary>
    public Task Listening => listening.Task;

    public void SetListening(bool isListening)
    {
        if (isListening)
        {
            listening.TrySetResult();
            return;
        }
        listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // What is told from now on may not be heard.
        foreach (var waiter in waiting.Values)
            waiter.IsDoubtful = true;
    }

    /// <summary>Finds what ends when a mail that was passed on is stored.</summary>
    /// <returns>False when it has to be passed on, for the first time or again.</returns>
    public bool TryFind(string id, [NotNullWhen(true)] out Task? stored)
    {
        stored = waiting.TryGetValue(id, out var waiter) && !IsOld(waiter) ? waiter.Stored.Task : null;
        return stored is not null;
    }

    /// <summary>A mail is about to be passed on. Its answer is kept until <see cref="Forget"/>, whether anybody waits for it or not.</summary>
    public Task Expect(string id)
    {
        // Mails that nobody asks about any more.
        foreach (var (gone, waiter) in waiting)
        {
            if (time.GetElapsedTime(waiter.Begin) > 2 * longestPatience)
                waiting.TryRemove(KeyValuePair.Create(gone, waiter));
        }
        return waiting.AddOrUpdate(id, _ => new Waiter(time.GetTimestamp(), patience), (_, before) => Again(before)).Stored.Task;
    }

    public void Forget(string id) => waiting.TryRemove(id, out _);

    /// <inheritdoc/>
    public Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        if (content is MailStored && waiting.TryGetValue(content.CorrelationId, out var waiter))
            waiter.Stored.TrySetResult();
        return Task.CompletedTask;
    }

    private bool IsOld(Waiter waiter) =>
        time.GetElapsedTime(waiter.Begin) > waiter.Patience || (waiter.IsDoubtful && !waiter.Stored.Task.IsCompleted);

    private Waiter Again(Waiter before)
    {
        var longer = 1.5 * before.Patience;
        return new Waiter(time.GetTimestamp(), longer < longestPatience ? longer : longestPatience);
    }

    private sealed class Waiter(long begin, TimeSpan patience)
    {
        public long Begin => begin;

        public TimeSpan Patience => patience;

        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool IsDoubtful;
    }
}
