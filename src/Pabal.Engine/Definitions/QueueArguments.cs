using Pabal.Engine.Deduplication;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>The arguments of queues: what RabbitMQ 3.10 accepts of them, checked when a queue is first declared.</summary>
public static class QueueArguments
{
    public const string DeadLetterExchange = "x-dead-letter-exchange";

    private const string Type = "x-queue-type";

    // In RabbitMQ's order of checks, which decides what a client with several mistakes is told. RabbitMQ 3.10 knows
    // x-delivery-limit but doesn't check it. Arguments that only streams take are listed so that they are refused.
    private static readonly ArgumentRule[] rules =
    [
        new("x-expires", true, true, (value, _) => ArgumentChecks.Expiry(value)),
        new("x-message-ttl", true, true, (value, _) => ArgumentChecks.TimeToLive(value)),
        new("x-dead-letter-routing-key", true, true, ArgumentChecks.DeadLetterRoutingKey),
        new("x-dead-letter-strategy", false, true, (value, _) => ArgumentChecks.DeadLetterStrategy(value)),
        new("x-max-length", true, true, (value, _) => ArgumentChecks.NonNegative(value)),
        new("x-max-length-bytes", true, true, (value, _) => ArgumentChecks.NonNegative(value)),
        new("x-max-in-memory-length", false, true, (value, _) => ArgumentChecks.NonNegative(value)),
        new("x-max-in-memory-bytes", false, true, (value, _) => ArgumentChecks.NonNegative(value)),
        new("x-max-priority", true, false, (value, _) => ArgumentChecks.MaximumPriority(value)),
        new("x-overflow", true, true, (value, _) => ArgumentChecks.Overflow(value)),
        new("x-queue-mode", true, false, (value, _) => ArgumentChecks.Mode(value)),
        new("x-queue-version", true, false, (value, _) => ArgumentChecks.Version(value)),
        new("x-single-active-consumer", true, true, (value, _) => ArgumentChecks.Boolean(value)),
        new("x-quorum-initial-group-size", false, true, (value, _) => ArgumentChecks.Positive(value)),
        new("x-consumer-timeout", true, true, (value, _) => ArgumentChecks.Positive(value)),
        new("x-delivery-limit", false, true, (value, _) => ArgumentChecks.Any(value)),
        new("x-delayed-retry-type", true, true, (value, _) => ArgumentChecks.DelayedRetryType(value)),
        new("x-delayed-retry-min", true, true, (value, _) => ArgumentChecks.TimeToLive(value)),
        new("x-delayed-retry-max", true, true, (value, _) => ArgumentChecks.TimeToLive(value)),
        new("x-queue-leader-locator", false, true, (value, _) => ArgumentChecks.LeaderLocator(value)),
        new("x-queue-master-locator", true, false, (value, _) => ArgumentChecks.MasterLocator(value)),
        new("x-max-age", false, false, (value, _) => ArgumentChecks.Any(value)),
        new("x-stream-max-segment-size-bytes", false, false, (value, _) => ArgumentChecks.Any(value)),
        Deduplication(DeduplicationSettings.KeyArgument),
        Deduplication(DeduplicationSettings.CountArgument),
        Deduplication(DeduplicationSettings.AgeArgument),
        new("x-initial-cluster-size", false, false, (value, _) => ArgumentChecks.Any(value)),
    ];

    /// <summary>The type that the arguments of a valid definition choose.</summary>
    public static QueueType TypeOf(QueueDefinition definition) =>
        definition.Arguments.TryGet(Type, out var type) && type.AsString == "quorum" ? QueueType.Quorum : QueueType.Classic;

    /// <summary>Checks whether a queue of this type may be declared without a name.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text.</exception>
    public static void CheckUnnamed(QueueDefinition definition)
    {
        if (definition.Arguments.TryGet(Type, out var type) && type.Type == FieldType.LongString && type.AsString is "quorum" or "stream")
        {
            throw new BrokerException(
                ErrorKind.PreconditionFailed, $"Cannot declare a server-named queue for type rabbit_{type.AsString}_queue");
        }
    }

    /// <summary>Checks the definition of a new queue. Arguments that RabbitMQ doesn't know pass.</summary>
    /// <exception cref="BrokerException">
    /// <see cref="ErrorKind.PreconditionFailed"/> with RabbitMQ's text; <see cref="ErrorKind.NotImplemented"/> for streams.
    /// </exception>
    public static void Validate(QueueDefinition definition, string virtualHost)
    {
        CheckDeadLetterExchange(definition, virtualHost);
        CheckType(definition, virtualHost);
        var type = TypeOf(definition);
        foreach (var rule in rules)
        {
            if (!rule.AppliesTo(type) || !definition.Arguments.TryGet(rule.Name, out var value))
                continue;
            if (rule.Check(value, definition.Arguments) is { } reason)
                throw ArgumentRefusal.InvalidValue(rule.Name, definition.Name, virtualHost, reason);
        }
        CheckAllApply(definition, type, virtualHost);
        if (type == QueueType.Quorum)
            CheckQuorumProperties(definition, virtualHost);
    }

    private static ArgumentRule Deduplication(string name) =>
        new(name, true, true, (value, _) => DeduplicationSettings.Check(name, value));

    private static void CheckDeadLetterExchange(QueueDefinition definition, string virtualHost)
    {
        if (definition.Arguments.TryGet(DeadLetterExchange, out var value) && value.Type != FieldType.LongString)
            throw ArgumentRefusal.InvalidType(value, DeadLetterExchange, "queue", definition.Name, virtualHost);
    }

    private static void CheckType(QueueDefinition definition, string virtualHost)
    {
        if (!definition.Arguments.TryGet(Type, out var value))
            return;
        if (ArgumentChecks.Type(value) is { } reason)
            throw ArgumentRefusal.InvalidValue(Type, definition.Name, virtualHost, reason);
        if (value.AsString == "stream")
            throw new BrokerException(ErrorKind.NotImplemented, "queues of type 'stream' are not supported; use 'classic' or 'quorum'");
    }

    // In the order of the client's table, unlike the checks of values.
    private static void CheckAllApply(QueueDefinition definition, QueueType type, string virtualHost)
    {
        foreach (var (name, _) in definition.Arguments)
        {
            if (Array.Find(rules, rule => rule.Name == name) is { } rule && !rule.AppliesTo(type))
                throw ArgumentRefusal.NotForType(name, definition.Name, virtualHost, type);
        }
    }

    private static void CheckQuorumProperties(QueueDefinition definition, string virtualHost)
    {
        var property = definition switch
        {
            { AutoDelete: true } => "auto-delete",
            { Exclusive: true } => "exclusive-owner",
            { Durable: false } => "non-durable",
            _ => null,
        };
        if (property is not null)
            throw ArgumentRefusal.InvalidProperty(property, definition.Name, virtualHost);
    }
}
