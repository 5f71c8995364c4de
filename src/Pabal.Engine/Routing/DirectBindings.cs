using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The bindings of a direct exchange: a message goes where its routing key is the binding's.</summary>
internal sealed class DirectBindings : IBindingIndex
{
    private readonly Dictionary<string, CountedSet<IBindingDestination>> byRoutingKey = [];

    public bool DependsOnHeaders => false;

    public void Add(Binding binding)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(byRoutingKey, binding.RoutingKey, out _).Add(binding.Destination);
    }

    public void Remove(Binding binding)
    {
        ref var bound = ref CollectionsMarshal.GetValueRefOrNullRef(byRoutingKey, binding.RoutingKey);
        if (Unsafe.IsNullRef(ref bound))
            return;
        bound.Remove(binding.Destination);
        if (bound.Count == 0)
            byRoutingKey.Remove(binding.RoutingKey);
    }

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        if (byRoutingKey.TryGetValue(routingKey, out var bound))
            bound.CopyTo(destinations);
    }
}
