using Mailroom.Messaging.Events;

namespace Mailroom.Messaging;

/// <summary>Where events go.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes an event to those whom it concerns.</summary>
    /// <exception cref="BrokerUnavailableException">It is not known to be stored. Publish it again, as it is.</exception>
    /// <exception cref="EventTooLargeException">The broker will never take it.</exception>
    Task PublishAsync(MailroomEvent content, CancellationToken cancellation);

    /// <summary>Publishes a command that the bots get after a wait.</summary>
    /// <param name="command">The command.</param>
    /// <param name="wait">One of the ladder that the connection was made with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BrokerUnavailableException">It is not known to be stored. Publish it again, as it is.</exception>
    /// <exception cref="EventTooLargeException">The broker will never take it.</exception>
    Task PublishLaterAsync(SendMail command, TimeSpan wait, CancellationToken cancellation);
}
