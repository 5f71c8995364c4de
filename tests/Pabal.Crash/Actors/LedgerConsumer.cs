using System.Threading.Channels;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>Writes down what is delivered, and passes it on.</summary>
internal sealed class LedgerConsumer(IChannel channel, Ledger ledger, Session session) : AsyncDefaultBasicConsumer(channel)
{
    private readonly Channel<Delivery> deliveries = System.Threading.Channels.Channel.CreateUnbounded<Delivery>();

    /// <summary>Ends with the channel.</summary>
    public ChannelReader<Delivery> Deliveries => deliveries.Reader;

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (ledger.Deliver(body.Span, redelivered, session) is { } copy)
            deliveries.Writer.TryWrite(new Delivery(deliveryTag, copy));
        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, RabbitMQ.Client.Events.ShutdownEventArgs reason)
    {
        deliveries.Writer.TryComplete();
        return base.HandleChannelShutdownAsync(channel, reason);
    }
}
