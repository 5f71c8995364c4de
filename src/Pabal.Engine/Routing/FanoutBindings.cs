using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The bindings of a fanout exchange: every message goes to every destination.</summary>
internal sealed class FanoutBindings : IBindingIndex
{
    private CountedSet<IBindingDestination> destinations;

    public bool DependsOnHeaders => false;

    public void Add(Binding binding) => destinations.Add(binding.Destination);

    public void Remove(Binding binding) => destinations.Remove(binding.Destination);

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations) =>
        this.destinations.CopyTo(destinations);
}
