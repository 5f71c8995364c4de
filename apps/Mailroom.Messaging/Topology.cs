using Mailroom.Messaging.Events;
using RabbitMQ.Client;

namespace Mailroom.Messaging;

/// <summary>The exchanges and queues of Mailroom, declared by whoever comes first.</summary>
/// <remarks>
/// The queues are of type quorum: durable on Pabal, replicated on a RabbitMQ cluster. What can't be handled goes to the dead-letter
/// queue; there the API has a look at it, and parks what it doesn't understand until somebody has looked at it.
/// </remarks>
public static class Topology
{
    /// <summary>A topic exchange; the routing key of an event is its type.</summary>
    public const string Exchange = "mailroom";

    /// <summary>What bots are to do.</summary>
    public const string Commands = "mailroom.commands";

    /// <summary>What became of it; for the API.</summary>
    public const string Results = "mailroom.results";

    /// <summary>Mail that came; for the API.</summary>
    public const string Received = "mailroom.received";

    /// <summary>Mails that are not to be sent; for the bots.</summary>
    public const string Cancellations = "mailroom.cancellations";

    /// <summary>What none could handle; for the API, which sees what can be done about it.</summary>
    public const string Dead = "mailroom.dead";

    /// <summary>Dead letters about which nothing could be done; for people.</summary>
    public const string Parked = "mailroom.parked";

    private static readonly TimeSpan longestOutage = TimeSpan.FromDays(7);

    // One that kills every consumer must end somewhere. But what a consumer can't handle it hands back, which counts too: an outage of
    // its database must not fill the dead-letter queue.
    private static readonly int deliveryLimit = (int)(longestOutage / DeliveryHandling.Patience);

    internal static async Task DeclareAsync(IChannel channel, RetryLadder? retries, CancellationToken cancellation)
    {
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
        await channel.ExchangeDeclareAsync(Dead, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
        await QueueAsync(Dead, Dead, [""], []);
        await QueueAsync(Parked, "", [], []);
        await QueueAsync(Commands, Exchange, [SendMail.Type], ToDead());
        await QueueAsync(Cancellations, Exchange, [CancelMail.Type], ToDead());
        await QueueAsync(Results, Exchange, ["attempt.*"], ToDead());
        await QueueAsync(Received, Exchange, [MailReceived.Type], ToDead());
        foreach (var wait in retries?.Waits ?? [])
            await QueueAsync(RetryLadder.QueueFor(wait), "", [], Back(wait));

        async Task QueueAsync(string name, string exchange, string[] keys, Dictionary<string, object?> arguments)
        {
            arguments["x-queue-type"] = "quorum";
            await channel.QueueDeclareAsync(
                name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);
            foreach (var key in keys)
                await channel.QueueBindAsync(name, exchange, key, cancellationToken: cancellation);
        }
    }

    /// <summary>Makes a queue of its own for a connection that wants to know what was stored.</summary>
    /// <returns>Its name.</returns>
    internal static async Task<string> DeclareStoredAsync(IChannel channel, CancellationToken cancellation)
    {
        var queue = await channel.QueueDeclareAsync(
            "", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation);
        await channel.QueueBindAsync(queue.QueueName, Exchange, MailStored.Type, cancellationToken: cancellation);
        return queue.QueueName;
    }

    private static Dictionary<string, object?> ToDead() =>
        new(StringComparer.Ordinal) { ["x-dead-letter-exchange"] = Dead, ["x-delivery-limit"] = deliveryLimit };

    private static Dictionary<string, object?> Back(TimeSpan wait) => new(StringComparer.Ordinal)
    {
        ["x-message-ttl"] = RetryLadder.Milliseconds(wait),
        ["x-dead-letter-exchange"] = Exchange,
        ["x-dead-letter-routing-key"] = SendMail.Type,
        // The broker gives a command up only when it is in its queue again.
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };
}
