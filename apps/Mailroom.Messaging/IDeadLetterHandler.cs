using Mailroom.Messaging.Events;

namespace Mailroom.Messaging;

/// <summary>Does what is left to be done about events that nobody could handle.</summary>
public interface IDeadLetterHandler
{
    /// <summary>
    /// When it returns, the event is done with, for good. The same event may come again: who handles it sees to it that it is applied
    /// once. After an exception it is tried again, with growing waits.
    /// </summary>
    /// <param name="content">The event.</param>
    /// <param name="reason">Why the broker gave it up, in the broker's words, such as rejected; null when it doesn't say.</param>
    /// <param name="cancellation">Cancelled when this process stops; the event then goes to another one.</param>
    /// <exception cref="EventRefusedException">There is nothing to do about it: it is parked.</exception>
    Task HandleAsync(MailroomEvent content, string? reason, CancellationToken cancellation);
}
