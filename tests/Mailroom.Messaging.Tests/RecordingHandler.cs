using System.Collections.Concurrent;
using Mailroom.Mail.Tests;
using Mailroom.Messaging.Events;

namespace Mailroom.Messaging.Tests;

/// <summary>Keeps what it is given, after it has done what the test wants.</summary>
public sealed class RecordingHandler(Func<MailroomEvent, CancellationToken, Task>? first = null) : IEventHandler
{
    private int calls;

    public ConcurrentQueue<MailroomEvent> Handled { get; } = new();

    public int Calls => Volatile.Read(ref calls);

    public async Task HandleAsync(MailroomEvent content, CancellationToken cancellation)
    {
        Interlocked.Increment(ref calls);
        if (first is not null)
            await first(content, cancellation);
        Handled.Enqueue(content);
    }

    public Task HandledAsync(int count) => Waiting.UntilAsync(() => Handled.Count >= count, () => $"{Handled.Count} handled");
}
