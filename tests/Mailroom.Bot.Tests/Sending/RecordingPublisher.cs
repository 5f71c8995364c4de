using Mailroom.Messaging;
using Mailroom.Messaging.Events;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>Keeps what was published, or fails as the test wants.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly Lock gate = new();
    private readonly List<MailroomEvent> events = [];
    private readonly List<(SendMail Command, TimeSpan Wait)> later = [];

    /// <summary>Throws or hangs before an event is kept.</summary>
    public Func<MailroomEvent, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<MailroomEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    public IReadOnlyList<(SendMail Command, TimeSpan Wait)> Later
    {
        get
        {
            lock (gate)
                return [.. later];
        }
    }

    public async Task PublishAsync(MailroomEvent content, CancellationToken cancellation)
    {
        await Before(content);
        lock (gate)
            events.Add(content);
    }

    public async Task PublishLaterAsync(SendMail command, TimeSpan wait, CancellationToken cancellation)
    {
        await Before(command);
        lock (gate)
            later.Add((command, wait));
    }
}
