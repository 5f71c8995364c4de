using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>
/// The bindings of a topic exchange: a trie of the patterns' words, where '*' stands for one word of the routing key
/// and '#' for any number of them.
/// </summary>
internal sealed class TopicBindings : IBindingIndex
{
    private readonly TopicNode root = new();
    private TopicWalk? idleWalk;

    public bool DependsOnHeaders => false;

    /// <summary>True when no pattern is left, not even as an empty node.</summary>
    internal bool IsEmpty => root.IsLeaf && root.Destinations.Count == 0;

    public void Add(Binding binding)
    {
        var node = root;
        var offset = TopicWords.First(binding.RoutingKey);
        while (!TopicWords.IsEnd(binding.RoutingKey, offset))
            node = node.FindOrAdd(TopicWords.Read(binding.RoutingKey, ref offset));
        node.Destinations.Add(binding.Destination);
    }

    public void Remove(Binding binding)
    {
        var node = root;
        var offset = TopicWords.First(binding.RoutingKey);
        while (!TopicWords.IsEnd(binding.RoutingKey, offset))
        {
            if (node.Find(TopicWords.Read(binding.RoutingKey, ref offset)) is not { } child)
                return;
            node = child;
        }
        node.Destinations.Remove(binding.Destination);
        node.Prune();
    }

    public void Match(string routingKey, FieldTable headers, List<IBindingDestination> destinations)
    {
        // Taken out while in use: the lock may one day allow several readers.
        var walk = Interlocked.Exchange(ref idleWalk, null) ?? new TopicWalk();
        walk.Run(root, routingKey, destinations);
        if (walk.IsReusable)
            idleWalk = walk;
    }
}
