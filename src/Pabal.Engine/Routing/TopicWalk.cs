namespace Pabal.Engine.Routing;

/// <summary>One routing key's way through the trie of patterns, with its reusable working memory.</summary>
/// <remarks>
/// A key of w words meets a node at most w + 1 times, whatever the patterns are: a '#' node takes each position
/// once, because all positions after the lowest one it was entered at are already on their way. The walk keeps its
/// own stack, so the length of a pattern can't exhaust the thread's.
/// </remarks>
internal sealed class TopicWalk
{
    // Beyond this the working memory is given back rather than kept for the next walk.
    private const int KeptCapacity = 1024;

    private readonly Stack<Step> steps = new();
    private readonly Dictionary<TopicNode, int> lowestOffset = [];

    /// <summary>True when the next walk can use this one's memory.</summary>
    public bool IsReusable => steps.Capacity <= KeptCapacity && lowestOffset.Capacity <= KeptCapacity;

    public void Run(TopicNode root, string routingKey, List<IBindingDestination> destinations)
    {
        steps.Push(new Step(root, TopicWords.First(routingKey), 0));
        while (steps.TryPop(out var step))
            Take(step, routingKey, destinations);
        if (lowestOffset.Count > 0)
            lowestOffset.Clear();
    }

    private void Take(Step step, string routingKey, List<IBindingDestination> destinations)
    {
        var (node, offset, end) = step;
        if (node.Hash is not null)
            EnterHash(node.Hash, offset, routingKey, destinations);
        if (TopicWords.IsEnd(routingKey, offset))
        {
            // A '#' node's own destinations were taken when it was entered.
            if (!node.IsHash)
                node.Destinations.CopyTo(destinations);
            return;
        }
        var word = TopicWords.Read(routingKey, ref offset);
        if (node.IsHash && offset < end)
            steps.Push(new Step(node, offset, end));
        if (node.FindLiteral(word) is { } literal)
            steps.Push(new Step(literal, offset, 0));
        if (node.Star is not null)
            steps.Push(new Step(node.Star, offset, 0));
    }

    private void EnterHash(TopicNode hash, int offset, string routingKey, List<IBindingDestination> destinations)
    {
        // One past the offset of "no words left", so that this one is visited too.
        var end = routingKey.Length + 2;
        var isFirst = true;
        if (hash.IsUnderHash)
        {
            if (lowestOffset.TryGetValue(hash, out var lowest))
            {
                if (offset >= lowest)
                    return;
                isFirst = false;
                end = lowest;
            }
            lowestOffset[hash] = offset;
        }
        if (isFirst)
            hash.Destinations.CopyTo(destinations);
        if (!hash.IsLeaf)
            steps.Push(new Step(hash, offset, end));
    }

    /// <summary>A node, the offset of the next word, and for '#' the offset before which it swallows words.</summary>
    private readonly record struct Step(TopicNode Node, int Offset, int End);
}
