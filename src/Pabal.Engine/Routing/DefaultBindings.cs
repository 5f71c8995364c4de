using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The default exchange's bindings: each queue by its name. None can be added or removed.</summary>
internal sealed class DefaultBindings(Dictionary<string, Queue> queues) : IBindingIndex
{
    public bool DependsOnHeaders => false;

    public void Add(Binding binding) => throw new InvalidOperationException("The default exchange has no bindings of its own.");

    public void Remove(Binding binding) => throw new InvalidOperationException("The default exchange has no bindings of its own.");

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        if (queues.TryGetValue(routingKey, out var queue))
            destinations.Add(queue);
    }
}
