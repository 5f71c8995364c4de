using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Policies;

/// <summary>A virtual host's policies and operator policies, and what they make of queues and exchanges.</summary>
/// <remarks>Guarded by the virtual host's topology lock.</remarks>
internal sealed class PolicySet
{
    private readonly PolicyList policies = new();
    private readonly PolicyList operatorPolicies = new();

    private bool IsEmpty => policies.All.Count == 0 && operatorPolicies.All.Count == 0;

    public PolicyList Of(bool isOperator) => isOperator ? operatorPolicies : policies;

    /// <summary>What holds for a queue by all of its arguments and policies.</summary>
    public QueueSettings SettingsOf(QueueDefinition queue)
    {
        var type = QueueArguments.TypeOf(queue);
        return QueueSettings.Of(PolicyMerge.Merge(
            queue, policies.Match(queue.Name, type), operatorPolicies.Match(queue.Name, type)));
    }

    /// <summary>Gives a queue that nobody uses yet what its policies say.</summary>
    public void Apply(Queue queue)
    {
        if (!IsEmpty && !queue.Definition.Internal)
            queue.Apply(SettingsOf(queue.Definition), new FlushSet());
    }

    /// <summary>Gives an exchange what its policy says.</summary>
    /// <returns>True when its alternate exchange is another one now.</returns>
    public bool Apply(Exchange exchange)
    {
        // The default exchange leads to queues and nowhere else.
        if (exchange.Name.Length == 0)
            return false;
        var policy = policies.MatchExchange(exchange.Name);
        var before = exchange.AlternateName;
        exchange.PolicyAlternateName = policy is not null && policy.Definition.TryGet(PolicyKeys.AlternateExchange, out var value)
            ? value.AsString
            : null;
        return exchange.AlternateName != before;
    }

    /// <summary>Gives everything what holds for it, while nobody uses it yet.</summary>
    public void ApplyAll(Topology topology)
    {
        if (IsEmpty)
            return;
        foreach (var queue in topology.Queues.Values)
            Apply(queue);
        foreach (var exchange in topology.Exchanges.Values)
            Apply(exchange);
    }
}
