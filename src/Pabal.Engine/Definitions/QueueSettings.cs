using Pabal.Engine.Deduplication;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>What holds for a queue: its arguments, and what policies add to them. Null stands for no limit, or none given.</summary>
public sealed record QueueSettings
{
    /// <summary>Milliseconds that a message may wait (x-message-ttl).</summary>
    public long? TimeToLiveMs { get; init; }

    /// <summary>Milliseconds without use after which the queue is deleted (x-expires).</summary>
    public long? ExpiresMs { get; init; }

    /// <summary>Where messages go that are rejected, expire or find no room; empty for the default exchange.</summary>
    public string? DeadLetterExchange { get; init; }

    /// <summary>The routing key they get; null for that which they came with.</summary>
    public string? DeadLetterRoutingKey { get; init; }

    /// <summary>Messages that may wait.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Octets that the bodies of waiting messages may have together.</summary>
    public long? MaxLengthBytes { get; init; }

    public Overflow Overflow { get; init; }

    /// <summary>The highest priority that the queue tells from lower ones; 0 when all messages are equal.</summary>
    public int MaxPriority { get; init; }

    /// <summary>How often a message may come back before it is dead-lettered.</summary>
    public long? DeliveryLimit { get; init; }

    /// <summary>One consumer gets messages, until it is gone.</summary>
    public bool SingleActiveConsumer { get; init; }

    /// <summary>Milliseconds in which a delivery has to be settled; null for the broker's own limit.</summary>
    public long? ConsumerTimeoutMs { get; init; }

    /// <summary>By what the queue knows a message again; null when it takes every message.</summary>
    public DeduplicationSettings? Deduplication { get; init; }

    /// <summary>What the arguments of a queue alone say.</summary>
    /// <param name="definition">Valid, as <see cref="QueueArguments.Validate"/> has it.</param>
    public static QueueSettings Of(QueueDefinition definition)
    {
        var arguments = definition.Arguments;
        return new QueueSettings
        {
            TimeToLiveMs = Number(arguments, "x-message-ttl"),
            ExpiresMs = Number(arguments, "x-expires"),
            DeadLetterExchange = Text(arguments, QueueArguments.DeadLetterExchange),
            DeadLetterRoutingKey = Text(arguments, "x-dead-letter-routing-key"),
            MaxLength = Number(arguments, "x-max-length"),
            MaxLengthBytes = Number(arguments, "x-max-length-bytes"),
            Overflow = ToOverflow(Text(arguments, "x-overflow")),
            MaxPriority = (int)(Number(arguments, "x-max-priority") ?? 0),
            DeliveryLimit = Number(arguments, "x-delivery-limit"),
            SingleActiveConsumer = arguments.TryGet("x-single-active-consumer", out var single)
                && single is { Type: FieldType.Boolean, AsBoolean: true },
            Deduplication = DeduplicationSettings.Of(arguments),
            ConsumerTimeoutMs = Number(arguments, "x-consumer-timeout"),
        };
    }

    private static long? Number(FieldTable arguments, string name) =>
        arguments.TryGet(name, out var value) && value.IsInteger ? value.AsInteger : null;

    private static string? Text(FieldTable arguments, string name) =>
        arguments.TryGet(name, out var value) && value.Type == FieldType.LongString ? value.AsString : null;

    private static Overflow ToOverflow(string? name) => name switch
    {
        "reject-publish" => Overflow.RejectPublish,
        "reject-publish-dlx" => Overflow.RejectPublishDeadLetter,
        _ => Overflow.DropHead,
    };
}
