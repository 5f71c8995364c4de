using Mailroom.Messaging.Events;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>Of a queue whose dead letters the broker moves to <see cref="Topology.Dead"/>.</summary>
internal sealed class LiveRoute(IEventHandler handler) : IDeliveryRoute
{
    public bool Republishes => false;

    public string RefusedTo => Topology.Dead;

    public Task HandleAsync(MailroomEvent content, BasicDeliverEventArgs delivery, CancellationToken cancellation) =>
        handler.HandleAsync(content, cancellation);

    public ValueTask RefuseAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body) =>
        channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false);

    public ValueTask PutBackAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body) =>
        channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
}
