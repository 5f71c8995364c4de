using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>What holds for a queue by its arguments, its policy and its operator policy together.</summary>
internal static class PolicyMerge
{
    /// <summary>The queue's definition, with the arguments that have the effect of all three.</summary>
    public static QueueDefinition Merge(QueueDefinition queue, Policy? policy, Policy? operatorPolicy)
    {
        if (policy is null && operatorPolicy is null)
            return queue;
        var type = QueueArguments.TypeOf(queue);
        var merged = new FieldTable();
        foreach (var (name, value) in queue.Arguments)
            merged.Set(name, value);
        foreach (var key in PolicyKeys.All)
        {
            if (TryGet(key, policy, operatorPolicy, out var value) && Holds(key.RuleFor(type), key.Argument, value, merged))
                merged.Set(key.Argument, value);
        }
        return queue with { Arguments = merged };
    }

    private static bool TryGet(PolicyKey key, Policy? policy, Policy? operatorPolicy, out FieldValue value)
    {
        value = default;
        if (operatorPolicy is null || !operatorPolicy.Definition.TryGet(key.Name, out var limit))
            return policy is not null && policy.Definition.TryGet(key.Name, out value);
        value = policy is not null && policy.Definition.TryGet(key.Name, out value) ? Lower(value, limit) : limit;
        return true;
    }

    private static bool Holds(MergeRule rule, string argument, FieldValue value, FieldTable arguments) => rule switch
    {
        MergeRule.Argument => !arguments.TryGet(argument, out _),
        MergeRule.Policy => true,
        // A negative argument stands for no limit.
        MergeRule.Minimum => !arguments.TryGet(argument, out var current) || !current.IsInteger
            || current.AsInteger < 0 || value.AsInteger < current.AsInteger,
        _ => false,
    };

    private static FieldValue Lower(FieldValue left, FieldValue right) => left.AsInteger <= right.AsInteger ? left : right;
}
