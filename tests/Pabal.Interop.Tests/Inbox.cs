using System.Threading.Channels;

namespace Pabal.Interop.Tests;

/// <summary>A consumer that keeps what it gets until the test asks for it.</summary>
internal sealed class Inbox(IChannel channel) : AsyncDefaultBasicConsumer(channel)
{
    private readonly Channel<Delivery> deliveries = System.Threading.Channels.Channel.CreateUnbounded<Delivery>();
    private readonly TaskCompletionSource<string> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The tag of the consumer that the broker cancelled, once it has.</summary>
    public Task<string> Cancelled => cancelled.Task.WithinAsync();

    /// <summary>The tag that it consumes with.</summary>
    public string Tag { get; private set; } = "";

    /// <summary>How many deliveries nobody has asked for.</summary>
    public int Count => deliveries.Reader.Count;

    public static async Task<Inbox> OpenAsync(
        IChannel channel, string queue, bool autoAck = false, string tag = "", bool exclusive = false, int? priority = null)
    {
        var inbox = new Inbox(channel);
        var arguments = priority is { } value ? new Dictionary<string, object?> { ["x-priority"] = value } : null;
        inbox.Tag = await channel.BasicConsumeAsync(queue, autoAck, tag, noLocal: false, exclusive, arguments, inbox);
        return inbox;
    }

    public async Task<Delivery> NextAsync() => await deliveries.Reader.ReadAsync().AsTask().WithinAsync();

    public async Task<List<Delivery>> NextAsync(int count)
    {
        var list = new List<Delivery>();
        while (list.Count < count)
            list.Add(await NextAsync());
        return list;
    }

    public async Task<List<string>> NextTextsAsync(int count) => (await NextAsync(count)).ConvertAll(delivery => delivery.Text);

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        await deliveries.Writer.WriteAsync(
            new Delivery(consumerTag, deliveryTag, redelivered, exchange, routingKey, properties, body.ToArray()),
            cancellationToken);

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        cancelled.TrySetResult(consumerTag);
        return Task.CompletedTask;
    }
}
