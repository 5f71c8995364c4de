using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>All keys that policies may have, and what each is to be checked for and merged by.</summary>
public static class PolicyKeys
{
    internal const string AlternateExchange = "alternate-exchange";

    // One line for each key. Which queue types refuse which keys, and which of argument and policy holds, is as in
    // RabbitMQ 3.10; so is the wording. Mirroring has no meaning on one node, but files that move in speak of it.
    private static readonly PolicyKey[] keys =
    [
        new(AlternateExchange, PolicyValues.IsText, " is not a valid alternate exchange name"),
        new("consumer-timeout", PolicyValues.IsPositive, " is not a valid consumer timeout", MergeRule.Minimum, MergeRule.Minimum, IsOwn: true),
        new("dead-letter-exchange", PolicyValues.IsText, " is not a valid dead letter exchange name", MergeRule.Argument, MergeRule.Argument),
        new("dead-letter-routing-key", PolicyValues.IsText, " is not a valid dead letter routing key", MergeRule.Argument, MergeRule.Argument),
        new("dead-letter-strategy", value => PolicyValues.IsOneOf(value, "at-most-once", "at-least-once"), " is not a valid dead letter strategy", MergeRule.Unsupported, MergeRule.Argument),
        new("delayed-retry-max", PolicyValues.IsPositive, " is not a valid delayed retry maximum", MergeRule.Argument, MergeRule.Argument, IsOwn: true),
        new("delayed-retry-min", PolicyValues.IsPositive, " is not a valid delayed retry minimum", MergeRule.Argument, MergeRule.Argument, IsOwn: true),
        new("delayed-retry-type", value => PolicyValues.IsOneOf(value, "disabled", "all", "failed", "returned"), " is not a valid delayed retry type", MergeRule.Argument, MergeRule.Argument, IsOwn: true),
        new("delivery-limit", PolicyValues.IsCount, " is not a valid delivery limit", MergeRule.Minimum, MergeRule.Minimum, ForOperators: true),
        new("expires", PolicyValues.IsPositive, " is not a valid queue expiry", MergeRule.Minimum, MergeRule.Policy, ForOperators: true),
        new("ha-mode", PolicyValues.IsAny, "", MergeRule.Ignored, MergeRule.Unsupported),
        new("ha-params", PolicyValues.IsAny, "", MergeRule.Ignored, MergeRule.Unsupported),
        new("ha-promote-on-failure", PolicyValues.IsAny, "", MergeRule.Ignored, MergeRule.Unsupported),
        new("ha-promote-on-shutdown", PolicyValues.IsAny, "", MergeRule.Ignored, MergeRule.Unsupported),
        new("ha-sync-batch-size", PolicyValues.IsAny, ""),
        new("ha-sync-mode", PolicyValues.IsAny, "", MergeRule.Ignored, MergeRule.Unsupported),
        new("initial-cluster-size", PolicyValues.IsCount, " is not a valid cluster size", MergeRule.Unsupported, MergeRule.Unsupported),
        new("max-age", PolicyValues.IsText, " is not a valid max age", MergeRule.Unsupported, MergeRule.Unsupported),
        new("max-in-memory-bytes", PolicyValues.IsCount, " is not a valid maximum memory in bytes", ForOperators: true),
        new("max-in-memory-length", PolicyValues.IsCount, " is not a valid maximum memory in bytes", ForOperators: true),
        new("max-length", PolicyValues.IsCount, " is not a valid maximum length", MergeRule.Minimum, MergeRule.Minimum, ForOperators: true),
        new("max-length-bytes", PolicyValues.IsCount, " is not a valid maximum length in bytes", MergeRule.Minimum, MergeRule.Minimum, ForOperators: true),
        new("message-ttl", PolicyValues.IsCount, " is not a valid message TTL", MergeRule.Minimum, MergeRule.Minimum, ForOperators: true),
        new("overflow", value => PolicyValues.IsOneOf(value, "drop-head", "reject-publish", "reject-publish-dlx"), " is not a valid overflow value", MergeRule.Argument, MergeRule.Policy),
        new("queue-leader-locator", value => PolicyValues.IsOneOf(value, "client-local", "balanced"), " is not a valid queue leader locator value", MergeRule.Unsupported),
        new("queue-master-locator", value => PolicyValues.IsOneOf(value, "client-local", "min-masters", "random"), " invalid queue-master-locator value", Quorum: MergeRule.Unsupported),
        new("queue-mode", value => PolicyValues.IsOneOf(value, "default", "lazy"), " is not a valid queue-mode value", MergeRule.Argument, MergeRule.Unsupported),
        new("queue-version", value => PolicyValues.IsFrom(value, 1, 2), " is not a valid queue-version value"),
        new("stream-max-segment-size-bytes", value => PolicyValues.IsFrom(value, 0, 3_000_000_000), " is not a valid segment size", MergeRule.Unsupported, MergeRule.Unsupported),
    ];

    /// <summary>Whether RabbitMQ 3.10 knows a key, so that it takes a policy which has it.</summary>
    public static bool IsKnownToRabbitMq(string name) => Find(name) is { IsOwn: false };

    internal static ReadOnlySpan<PolicyKey> All => keys;

    internal static PolicyKey? Find(string name) => Array.Find(keys, key => key.Name == name);

    /// <exception cref="BrokerException">A key is unknown, or its value not valid.</exception>
    internal static void Check(FieldTable definition, bool isOperator)
    {
        if (definition.Count == 0)
            throw PolicyRefusal.Of("no policy provided");
        foreach (var key in keys)
        {
            if ((key.ForOperators || !isOperator) && definition.TryGet(key.Name, out var value) && !key.IsValid(value))
                throw PolicyRefusal.Of($"{JsonTerm.Of(value)}{key.Refusal}");
        }
        var unknown = new List<KeyValuePair<string, FieldValue>>();
        foreach (var pair in definition)
        {
            if (Find(pair.Key) is not { } key || (isOperator && !key.ForOperators))
                unknown.Add(pair);
        }
        if (unknown.Count > 0)
            throw PolicyRefusal.Of($"{JsonTerm.Pairs(unknown)} are not recognised policy settings");
    }

    /// <summary>Whether queues of a type know all keys of a definition.</summary>
    internal static bool AllFit(FieldTable definition, QueueType type)
    {
        foreach (var (name, _) in definition)
        {
            if (Find(name)!.RuleFor(type) == MergeRule.Unsupported)
                return false;
        }
        return true;
    }
}
