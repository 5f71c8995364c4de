using Mailroom.Messaging.Events;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>Who handles the deliveries of a queue, and where those go that are not handled.</summary>
internal interface IDeliveryRoute
{
    /// <summary>Deliveries may be published again: that takes their octets, and a channel with confirms.</summary>
    bool Republishes { get; }

    /// <summary>Where <see cref="RefuseAsync"/> leads to.</summary>
    string RefusedTo { get; }

    Task HandleAsync(MailroomEvent content, BasicDeliverEventArgs delivery, CancellationToken cancellation);

    /// <summary>Settles what can never be handled.</summary>
    ValueTask RefuseAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body);

    /// <summary>Settles what could not be handled for a long time.</summary>
    ValueTask PutBackAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body);
}
