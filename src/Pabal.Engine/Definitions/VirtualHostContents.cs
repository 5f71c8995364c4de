using Pabal.Engine.Queues;
using Pabal.Engine.Routing;

namespace Pabal.Engine.Definitions;

/// <summary>The exchanges, queues and bindings of a virtual host, in the order of their names.</summary>
public sealed class VirtualHostContents
{
    private readonly List<ExchangeDefinition> exchanges = [];
    private readonly List<QueueDefinition> queues = [];
    private readonly List<BindingDefinition> bindings = [];

    private VirtualHostContents()
    {
    }

    public IReadOnlyList<ExchangeDefinition> Exchanges => exchanges;

    public IReadOnlyList<QueueDefinition> Queues => queues;

    public IReadOnlyList<BindingDefinition> Bindings => bindings;

    /// <summary>Called under the topology lock.</summary>
    internal static VirtualHostContents Of(Topology topology)
    {
        var contents = new VirtualHostContents();
        foreach (var queue in topology.Queues.Values)
        {
            if (!queue.Definition.Exclusive)
                contents.queues.Add(queue.Definition);
        }
        foreach (var exchange in topology.Exchanges.Values)
            contents.Add(exchange);
        contents.exchanges.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        contents.queues.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        contents.bindings.Sort(Compare);
        return contents;
    }

    private void Add(Exchange exchange)
    {
        if (!exchange.IsPredeclared)
            exchanges.Add(exchange.Definition);
        foreach (var binding in exchange.Bindings)
        {
            if (binding.Destination is Queue { Definition.Exclusive: true })
                continue;
            bindings.Add(new BindingDefinition(
                exchange.Name, binding.Destination.Name, binding.Destination is Queue, binding.RoutingKey, binding.Arguments));
        }
    }

    private static int Compare(BindingDefinition left, BindingDefinition right)
    {
        var order = string.CompareOrdinal(left.Source, right.Source);
        if (order == 0)
            order = string.CompareOrdinal(left.Destination, right.Destination);
        return order != 0 ? order : string.CompareOrdinal(left.RoutingKey, right.RoutingKey);
    }
}
