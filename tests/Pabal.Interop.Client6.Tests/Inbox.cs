using System.Collections.Concurrent;
using System.Text;

namespace Pabal.Interop.Client6.Tests;

/// <summary>A consumer that keeps what it gets until the test asks for it.</summary>
internal sealed class Inbox(IModel channel) : DefaultBasicConsumer(channel), IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<Delivery> deliveries = [];

    public static Inbox Open(IModel channel, string queue, bool autoAck = false)
    {
        var inbox = new Inbox(channel);
        channel.BasicConsume(queue, autoAck, inbox);
        return inbox;
    }

    public Delivery Next() =>
        deliveries.TryTake(out var delivery, Deadline) ? delivery : throw new TimeoutException("No delivery came.");

    public List<string> NextTexts(int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.Add(Next().Text);
        return texts;
    }

    public override void HandleBasicDeliver(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IBasicProperties properties, ReadOnlyMemory<byte> body) =>
        deliveries.Add(new Delivery(deliveryTag, redelivered, routingKey, properties, Encoding.UTF8.GetString(body.Span)));

    public void Dispose() => deliveries.Dispose();

    internal sealed record Delivery(ulong Tag, bool Redelivered, string RoutingKey, IBasicProperties Properties, string Text);
}
