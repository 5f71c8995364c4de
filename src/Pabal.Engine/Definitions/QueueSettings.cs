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

    /// <summary>A dead letter that no queue takes is kept and tried again, instead of dropped (x-dead-letter-strategy).</summary>
    public bool KeepsDeadLetters { get; init; }

    /// <summary>How often a message may come back before it is dead-lettered; negative for any number.</summary>
    public long? DeliveryLimit { get; init; }

    /// <summary>Which messages wait when they come back (x-delayed-retry-type).</summary>
    public DelayedRetry DelayedRetry { get; init; }

    /// <summary>Milliseconds that they wait for each time that they came back (x-delayed-retry-min).</summary>
    public long DelayedRetryMinMs { get; init; }

    /// <summary>Milliseconds that they wait at most (x-delayed-retry-max).</summary>
    public long? DelayedRetryMaxMs { get; init; }

    /// <summary>The queue's type asks for it that messages say how often they came back.</summary>
    public bool IsQuorum { get; init; }

    /// <summary>It is counted how often messages come back.</summary>
    public bool CountsReturns => IsQuorum || DeliveryLimit >= 0 || DelayedRetry != DelayedRetry.Disabled;

    /// <summary>One consumer gets messages, until it is gone.</summary>
    public bool SingleActiveConsumer { get; init; }

    /// <summary>Milliseconds in which a delivery has to be settled; null for the broker's own limit.</summary>
    public long? ConsumerTimeoutMs { get; init; }

    /// <summary>By what the queue knows a message again; null when it takes every message.</summary>
    public DeduplicationSettings? Deduplication { get; init; }

    /// <summary>Publishes are refused for which there is no room.</summary>
    internal bool RefusesPublishes => Overflow != Overflow.DropHead && (MaxLength ?? MaxLengthBytes) is not null;

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
            KeepsDeadLetters = Text(arguments, "x-dead-letter-strategy") == "at-least-once",
            DeliveryLimit = Number(arguments, "x-delivery-limit"),
            DelayedRetry = ToDelayedRetry(Text(arguments, "x-delayed-retry-type")),
            DelayedRetryMinMs = Number(arguments, "x-delayed-retry-min") ?? 0,
            DelayedRetryMaxMs = Number(arguments, "x-delayed-retry-max"),
            IsQuorum = QueueArguments.TypeOf(definition) == QueueType.Quorum,
            SingleActiveConsumer = arguments.TryGet("x-single-active-consumer", out var single)
                && single is { Type: FieldType.Boolean, AsBoolean: true },
            Deduplication = DeduplicationSettings.Of(arguments),
            ConsumerTimeoutMs = Number(arguments, "x-consumer-timeout"),
        };
    }

    /// <summary>How long a message waits that comes back.</summary>
    /// <param name="count">How often it has come back, this time included.</param>
    /// <param name="hasFailed">Its receiver has failed on it.</param>
    /// <returns>Milliseconds; 0 when it doesn't wait.</returns>
    internal long RetryDelayMs(int count, bool hasFailed)
    {
        var waits = DelayedRetry switch
        {
            DelayedRetry.All => true,
            DelayedRetry.Failed => hasFailed,
            DelayedRetry.Returned => !hasFailed,
            _ => false,
        };
        return waits ? Math.Min(DelayedRetryMinMs * count, DelayedRetryMaxMs ?? long.MaxValue) : 0;
    }

    private static long? Number(FieldTable arguments, string name) =>
        arguments.TryGet(name, out var value) && value.IsInteger ? value.AsInteger : null;

    private static string? Text(FieldTable arguments, string name) =>
        arguments.TryGet(name, out var value) && value.Type == FieldType.LongString ? value.AsString : null;

    private static DelayedRetry ToDelayedRetry(string? name) => name switch
    {
        "all" => DelayedRetry.All,
        "failed" => DelayedRetry.Failed,
        "returned" => DelayedRetry.Returned,
        _ => DelayedRetry.Disabled,
    };

    private static Overflow ToOverflow(string? name) => name switch
    {
        "reject-publish" => Overflow.RejectPublish,
        "reject-publish-dlx" => Overflow.RejectPublishDeadLetter,
        _ => Overflow.DropHead,
    };
}
