namespace Pabal.Engine.Routing;

/// <summary>
/// Finds the bindings that lead to a destination; each exchange knows its own outgoing ones. Guarded by the virtual host's
/// topology lock.
/// </summary>
internal sealed class BindingTable
{
    private readonly Dictionary<IBindingDestination, HashSet<(Exchange Source, Binding Binding)>> incoming = [];

    /// <returns>False when there is that binding already.</returns>
    public bool Add(Exchange source, Binding binding)
    {
        if (!source.Bind(binding))
            return false;
        if (!incoming.TryGetValue(binding.Destination, out var bindings))
            incoming[binding.Destination] = bindings = [];
        return bindings.Add((source, binding));
    }

    /// <returns>False when there was no such binding.</returns>
    public bool Remove(Exchange source, Binding binding)
    {
        if (!source.Unbind(binding))
            return false;
        Forget(source, binding);
        return true;
    }

    /// <summary>Removes the bindings that lead to the destination.</summary>
    /// <returns>The exchanges that they came from.</returns>
    public HashSet<Exchange> RemoveIncoming(IBindingDestination destination)
    {
        var sources = new HashSet<Exchange>();
        if (!incoming.Remove(destination, out var bindings))
            return sources;
        foreach (var (source, binding) in bindings)
        {
            source.Unbind(binding);
            sources.Add(source);
        }
        return sources;
    }

    public void RemoveOutgoing(Exchange source)
    {
        foreach (var binding in source.Bindings)
            Forget(source, binding);
    }

    private void Forget(Exchange source, Binding binding)
    {
        if (!incoming.TryGetValue(binding.Destination, out var bindings))
            return;
        bindings.Remove((source, binding));
        if (bindings.Count == 0)
            incoming.Remove(binding.Destination);
    }
}
