namespace Pabal.Engine.Routing;

/// <summary>One routing key's way through the trie of patterns, with its reusable working memory.</summary>
/// <remarks>
/// A key of w words meets a node at most w + 1 times, whatever the patterns are: a '#' node is entered once, at the
/// lowest position it can be, and moves on from there by itself. The walk keeps its own stack, so the length of a
/// pattern can't exhaust the thread's.
/// </remarks>
internal sealed class TopicWalk
{
    // Beyond this the working memory is given back rather than kept for the next walk.
    private const int KeptCapacity = 1024;

    private readonly Stack<Step> steps = new();
    private readonly HashSet<TopicNode> entered = [];

    /// <summary>True when the next walk can use this one's memory.</summary>
    public bool IsReusable => steps.Capacity <= KeptCapacity && entered.Capacity <= KeptCapacity;

    public void Run(TopicNode root, string routingKey, List<IBindingDestination> destinations)
    {
        steps.Push(new Step(root, TopicWords.First(routingKey)));
        while (steps.TryPop(out var step))
            Take(step, routingKey, destinations);
        if (entered.Count > 0)
            entered.Clear();
    }

    private void Take(Step step, string routingKey, List<IBindingDestination> destinations)
    {
        var (node, offset) = step;
        if (node.Hash is not null)
            EnterHash(node.Hash, offset, destinations);
        if (TopicWords.IsEnd(routingKey, offset))
        {
            // A '#' node's own destinations were taken when it was entered.
            if (!node.IsHash)
                node.Destinations.CopyTo(destinations);
            return;
        }
        var word = TopicWords.Read(routingKey, ref offset);
        // Pushed first, so that all that follows from this position comes before the later ones: it is what makes
        // the first entry of a '#' node below this one the lowest.
        if (node.IsHash)
            steps.Push(new Step(node, offset));
        if (node.FindLiteral(word) is { } literal)
            steps.Push(new Step(literal, offset));
        if (node.Star is not null)
            steps.Push(new Step(node.Star, offset));
    }

    private void EnterHash(TopicNode hash, int offset, List<IBindingDestination> destinations)
    {
        if (hash.IsUnderHash && !entered.Add(hash))
            return;
        hash.Destinations.CopyTo(destinations);
        if (!hash.IsLeaf)
            steps.Push(new Step(hash, offset));
    }

    /// <summary>A node and the offset of the next word.</summary>
    private readonly record struct Step(TopicNode Node, int Offset);
}
