using Mailroom.Messaging.Events;

namespace Mailroom.Messaging;

/// <summary>Does what an event is about. Called by several threads at the same time.</summary>
public interface IEventHandler
{
    /// <summary>
    /// When it returns, the event is done with, for good. The same event may come again, and at the same time: who handles it sees to it
    /// that it is applied once. After an exception it is tried again, with growing waits.
    /// </summary>
    /// <param name="content">The event.</param>
    /// <param name="cancellation">Cancelled when this process stops; the event then goes to another one.</param>
    /// <exception cref="EventRefusedException">It can never be handled: it goes to the dead-letter queue.</exception>
    Task HandleAsync(MailroomEvent content, CancellationToken cancellation);
}
