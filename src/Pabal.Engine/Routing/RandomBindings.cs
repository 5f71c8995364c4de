using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The bindings of a random exchange: each message goes to one of them, whatever its routing key.</summary>
internal sealed class RandomBindings : IBindingIndex
{
    private readonly List<IBindingDestination> destinations = [];
    private ulong state;

    public bool DependsOnHeaders => false;

    public bool DependsOnMessage => true;

    public void Add(Binding binding) => destinations.Add(binding.Destination);

    public void Remove(Binding binding)
    {
        var index = destinations.IndexOf(binding.Destination);
        if (index < 0)
            return;
        // The order doesn't matter.
        destinations[index] = destinations[^1];
        destinations.RemoveAt(destinations.Count - 1);
    }

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        if (this.destinations.Count > 0)
            destinations.Add(this.destinations[Next(this.destinations.Count)]);
    }

    // One destination for each message: further keys have no say, as in the plugin.
    public void Match(
        scoped ReadOnlySpan<string> routingKeys, scoped ref RoutedMessage message, List<IBindingDestination> destinations) =>
        Match(routingKeys[0], FieldTable.Empty, destinations);

    // Not secret, and the same in every run, so that a simulation can be repeated.
    private int Next(int count) => (int)Math.BigMul(StableHash.Mix(state++), (ulong)count, out _);
}
