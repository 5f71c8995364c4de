using System.Runtime.InteropServices;
using Pabal.Engine.Definitions;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Policies;

/// <summary>The policies of a virtual host: what holds for queues and exchanges by their names, at once for those that are there.</summary>
/// <remarks>
/// Thread-safe. One change comes after the other (docs/locks.md): queues are given what holds for them after the topology lock
/// is left, because messages may be delivered or dropped by that.
/// </remarks>
public sealed class VirtualHostPolicies
{
    private readonly Lock changing = new();
    private readonly VirtualHost host;
    private readonly Topology topology;

    internal VirtualHostPolicies(VirtualHost host, Topology topology)
    {
        this.host = host;
        this.topology = topology;
    }

    /// <summary>The policies in the order in which they are asked.</summary>
    public IReadOnlyList<Policy> List(bool isOperator)
    {
        using var _ = host.Enter();
        return [.. topology.Policies.Of(isOperator).All];
    }

    /// <summary>Adds a policy, or puts it in the place of the one of that name.</summary>
    /// <param name="policy">As <see cref="Policy.Create"/> has checked it.</param>
    /// <param name="isOperator">Whether it is an operator policy.</param>
    /// <returns>Once the log is durable up to this, the policy survives a crash.</returns>
    public LogMark Set(Policy policy, bool isOperator)
    {
        lock (changing)
        {
            List<(Queue Queue, QueueSettings Settings)> changes;
            using (var operation = host.Enter())
            {
                var list = topology.Policies.Of(isOperator);
                if (list.Find(policy.Name)?.IsSameAs(policy) == true)
                    return host.DefinitionsEnd;
                var previous = list.Set(policy);
                topology.Changes?.OnSet(policy, isOperator);
                changes = Update(operation, previous, policy);
            }
            Apply(changes);
        }
        return host.DefinitionsEnd;
    }

    /// <summary>Removes a policy.</summary>
    /// <returns>Once the log is durable up to this, it stays away after a crash.</returns>
    /// <exception cref="BrokerException"><see cref="ErrorKind.NotFound"/>: there is none of that name.</exception>
    public LogMark Clear(string name, bool isOperator)
    {
        lock (changing)
        {
            List<(Queue Queue, QueueSettings Settings)> changes;
            using (var operation = host.Enter())
            {
                var removed = topology.Policies.Of(isOperator).Remove(name)
                    ?? throw new BrokerException(ErrorKind.NotFound, "Parameter does not exist");
                topology.Changes?.OnCleared(removed, isOperator);
                changes = Update(operation, removed, null);
            }
            Apply(changes);
        }
        return host.DefinitionsEnd;
    }

    // Only what the policy matches, or has matched, can have changed.
    private List<(Queue Queue, QueueSettings Settings)> Update(VirtualHost.Operation operation, Policy? before, Policy? after)
    {
        var isRerouted = false;
        foreach (var exchange in topology.Exchanges.Values)
        {
            if (before?.MatchesExchange(exchange.Name) == true || after?.MatchesExchange(exchange.Name) == true)
                isRerouted |= topology.Policies.Apply(exchange);
        }
        if (isRerouted)
            operation.RaiseRoutingVersion();
        var changes = new List<(Queue Queue, QueueSettings Settings)>();
        foreach (var queue in topology.Queues.Values)
        {
            var type = QueueArguments.TypeOf(queue.Definition);
            if ((before?.Matches(queue.Name, type) == true || after?.Matches(queue.Name, type) == true)
                && !queue.Definition.Internal)
            {
                changes.Add((queue, topology.Policies.SettingsOf(queue.Definition)));
            }
        }
        return changes;
    }

    private void Apply(List<(Queue Queue, QueueSettings Settings)> changes)
    {
        var touched = new FlushSet();
        var isAnyChanged = false;
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(changes))
        {
            if (change.Queue.Settings.Equals(change.Settings))
                continue;
            change.Queue.Apply(change.Settings, touched);
            isAnyChanged = true;
        }
        touched.Flush();
        if (!isAnyChanged)
            return;
        // Publishers remember with a route what its queues need to be told.
        using var operation = host.Enter();
        operation.RaiseRoutingVersion();
    }
}
