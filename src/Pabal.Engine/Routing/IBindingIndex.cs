using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The bindings of one exchange, kept in the form that its type matches fastest.</summary>
/// <remarks>Not thread-safe: guarded by the virtual host's topology lock.</remarks>
internal interface IBindingIndex
{
    /// <summary>True when a match may depend on the message's headers and so can't be remembered by routing key.</summary>
    bool DependsOnHeaders { get; }

    /// <summary>True when two messages with the same routing key may go different ways, for whatever reason.</summary>
    bool DependsOnMessage => DependsOnHeaders;

    /// <summary>Adds a binding that is not there yet.</summary>
    void Add(Binding binding);

    /// <summary>Removes a binding that is there.</summary>
    void Remove(Binding binding);

    /// <summary>Adds to <paramref name="destinations"/> each destination a routing key leads to; duplicates are allowed.</summary>
    void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations);

    /// <summary>
    /// Adds to <paramref name="destinations"/> each destination a message leads to. By default that is where any of its
    /// routing keys leads; an index that chooses one destination for each message chooses here.
    /// </summary>
    void Match(
        scoped ReadOnlySpan<string> routingKeys, scoped ref RoutedMessage message, List<IBindingDestination> destinations)
    {
        var headers = DependsOnHeaders ? message.Headers : FieldTable.Empty;
        foreach (var key in routingKeys)
            Match(key, headers, destinations);
    }
}
