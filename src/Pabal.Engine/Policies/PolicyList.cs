using Pabal.Engine.Definitions;

namespace Pabal.Engine.Policies;

/// <summary>Policies of one kind, in the order in which they are asked. Guarded by the virtual host's topology lock.</summary>
internal sealed class PolicyList
{
    private readonly SortedSet<Policy> policies = new(Comparer<Policy>.Create(Compare));
    private readonly Dictionary<string, Policy> byName = [];

    public IReadOnlyCollection<Policy> All => policies;

    public Policy? Find(string name) => byName.GetValueOrDefault(name);

    /// <returns>The policy that it takes the place of; null when there was none of that name.</returns>
    public Policy? Set(Policy policy)
    {
        var previous = Remove(policy.Name);
        byName.Add(policy.Name, policy);
        policies.Add(policy);
        return previous;
    }

    /// <returns>Null when there is no policy of that name.</returns>
    public Policy? Remove(string name)
    {
        if (byName.Remove(name, out var policy))
            policies.Remove(policy);
        return policy;
    }

    /// <summary>The one policy that applies to a queue.</summary>
    public Policy? Match(string queue, QueueType type)
    {
        foreach (var policy in policies)
        {
            if (policy.Matches(queue, type))
                return policy;
        }
        return null;
    }

    /// <summary>The one policy that applies to an exchange.</summary>
    public Policy? MatchExchange(string exchange)
    {
        foreach (var policy in policies)
        {
            if (policy.MatchesExchange(exchange))
                return policy;
        }
        return null;
    }

    // Which of several with one priority applies is not said in RabbitMQ; here it is the first by name.
    private static int Compare(Policy left, Policy right)
    {
        var order = right.Priority.CompareTo(left.Priority);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }
}
