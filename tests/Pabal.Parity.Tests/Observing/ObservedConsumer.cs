using System.Threading.Channels;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Observing;

/// <summary>A consumer whose deliveries are written down when the scenario asks for them, so in an order of its own.</summary>
internal sealed class ObservedConsumer(IChannel channel, ObservedChannel observed, string tag) : AsyncDefaultBasicConsumer(channel)
{
    private readonly Channel<ObservedMessage> deliveries = System.Threading.Channels.Channel.CreateUnbounded<ObservedMessage>();
    private readonly TaskCompletionSource<string> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for a delivery.</summary>
    public async Task<ObservedMessage> NextAsync()
    {
        var message = await deliveries.Reader.ReadAsync().AsTask().WithinAsync($"a delivery to {tag}");
        observed.Write($"{tag} got {message.Text}");
        return message;
    }

    public async Task<List<ObservedMessage>> NextAsync(int count)
    {
        var messages = new List<ObservedMessage>();
        while (messages.Count < count)
            messages.Add(await NextAsync());
        return messages;
    }

    /// <summary>Writes down everything that was delivered and not yet asked for.</summary>
    public List<ObservedMessage> TakeDelivered()
    {
        var messages = new List<ObservedMessage>();
        while (deliveries.Reader.TryRead(out var message))
        {
            observed.Write($"{tag} got {message.Text}");
            messages.Add(message);
        }
        observed.Write($"{tag} has no more");
        return messages;
    }

    /// <summary>Waits until the broker cancels the consumer.</summary>
    public async Task CancelledAsync() =>
        observed.Write($"the broker cancelled {await cancelled.Task.WithinAsync($"the broker to cancel {tag}")}");

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        await deliveries.Writer.WriteAsync(
            ObservedMessage.From(deliveryTag, redelivered, exchange, routingKey, properties, body), cancellationToken);

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        cancelled.TrySetResult(consumerTag);
        return Task.CompletedTask;
    }
}
