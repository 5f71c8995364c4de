using System.Text;
using Mailroom.Messaging.Events;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mailroom.Messaging;

/// <summary>
/// Of <see cref="Topology.Dead"/>, past which there is nothing: what leaves it is published elsewhere first, and acknowledged only when
/// that is confirmed. It may so be there twice, and is never lost.
/// </summary>
internal sealed class DeadLetterRoute(IDeadLetterHandler handler, BrokerConnection connection) : IDeliveryRoute
{
    public bool Republishes => true;

    public string RefusedTo => Topology.Parked;

    public Task HandleAsync(MailroomEvent content, BasicDeliverEventArgs delivery, CancellationToken cancellation) =>
        handler.HandleAsync(content, Reason(delivery.BasicProperties), cancellation);

    public ValueTask RefuseAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body) =>
        MoveAsync(channel, delivery, body, Topology.Parked);

    // Handed back it would count as one more delivery, of which RabbitMQ 4 allows 20 where nothing is said, and then drops it.
    public ValueTask PutBackAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body) =>
        MoveAsync(channel, delivery, body, Topology.Dead);

    private async ValueTask MoveAsync(IChannel channel, BasicDeliverEventArgs delivery, byte[] body, string queue)
    {
        using var timeout = new CancellationTokenSource(connection.Options.Timeout);
        try
        {
            var properties = new BasicProperties(delivery.BasicProperties);
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, timeout.Token);
        }
        catch (Exception exception) when (BrokerConnection.IsBrokers(exception, CancellationToken.None))
        {
            // It comes again over the next channel, for which a queue that is missing is made again.
            connection.ForgetTopology();
            await channel.CloseAsync(CancellationToken.None);
            return;
        }
        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }

    // A command that waited between two attempts has another entry, of the queue where it waited.
    private static string? Reason(IReadOnlyBasicProperties properties)
    {
        if (properties.Headers?.TryGetValue("x-death", out var deaths) != true || deaths is not IEnumerable<object> entries)
            return null;
        foreach (var entry in entries.OfType<IDictionary<string, object?>>())
        {
            if (Text(entry, "queue")?.StartsWith(RetryLadder.Prefix, StringComparison.Ordinal) == false)
                return Text(entry, "reason")?.Replace('_', ' ');
        }
        return null;
    }

    private static string? Text(IDictionary<string, object?> entry, string key) =>
        entry.TryGetValue(key, out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
}
