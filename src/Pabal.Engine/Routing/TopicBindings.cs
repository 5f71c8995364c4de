using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>
/// The bindings of a topic exchange: a trie of the patterns' words, where '*' stands for one word of the routing key
/// and '#' for any number of them.
/// </summary>
internal sealed class TopicBindings : IBindingIndex
{
    private readonly TopicTrie trie = new();
    private TopicWalk? idleWalk;

    public bool DependsOnHeaders => false;

    /// <summary>True when no pattern is left, not even as an empty node.</summary>
    internal bool IsEmpty => trie.IsEmpty;

    /// <summary>The number of words of patterns that there is room for.</summary>
    internal int Capacity => trie.Capacity;

    public void Add(Binding binding) => trie.Add(new TopicText(binding.RoutingKey), binding.Destination);

    public void Remove(Binding binding) => trie.Remove(new TopicText(binding.RoutingKey), binding.Destination);

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        // Taken out while in use: the lock may one day allow several readers.
        var walk = Interlocked.Exchange(ref idleWalk, null) ?? new TopicWalk();
        walk.Run(trie, routingKey, destinations);
        if (walk.IsReusable)
            idleWalk = walk;
    }
}
