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

    private readonly TopicText key = new(string.Empty);
    private readonly Stack<Step> steps = new();
    private readonly HashSet<int> entered = [];

    /// <summary>True when the next walk can use this one's memory.</summary>
    public bool IsReusable =>
        steps.Capacity <= KeptCapacity && entered.Capacity <= KeptCapacity && key.Capacity <= KeptCapacity;

    public void Run(TopicTrie trie, string routingKey, List<IBindingDestination> destinations)
    {
        key.Set(routingKey);
        var step = new Step(TopicTrie.Root, key.First, IsUnderHash: false);
        do
        {
            while (Take(trie, ref step, destinations))
            {
            }
        }
        while (steps.TryPop(out step));
        if (entered.Count > 0)
            entered.Clear();
    }

    /// <returns>True when the step has become the next one; those that come after it are on the stack.</returns>
    private bool Take(TopicTrie trie, ref Step step, List<IBindingDestination> destinations)
    {
        var (place, offset, isUnderHash) = step;
        ref var node = ref trie[place];
        if (node.HashEnds != 0 || node.HasHash)
            EnterHash(trie, ref node, step, destinations);
        if (key.IsEnd(offset))
        {
            trie.Destinations.CopyTo(node.Ends, destinations);
            return false;
        }
        var word = key.Read(ref offset, trie.Hash);
        if (node.StarEnds != 0 && key.IsEnd(offset))
            trie.Destinations.CopyTo(node.StarEnds, destinations);
        // Pushed first, so that all that follows from this position comes before the later ones: it is what makes
        // the first entry of a '#' node below this one the lowest.
        if (node.IsHash)
            steps.Push(new Step(place, offset, true));
        var literal = node.HasLiterals ? trie.Find(node.Id, word, key.Octets(step.Offset, offset)) : TopicTable.None;
        if (!node.HasStar)
        {
            step = new Step(literal, offset, isUnderHash);
            return literal != TopicTable.None;
        }
        if (literal != TopicTable.None)
            steps.Push(new Step(literal, offset, isUnderHash));
        step = new Step(trie.Find(node.Id, TopicWord.Star, default), offset, isUnderHash);
        return true;
    }

    private void EnterHash(TopicTrie trie, ref TopicNode above, Step step, List<IBindingDestination> destinations)
    {
        if (step.IsUnderHash && !entered.Add(above.Id))
            return;
        trie.Destinations.CopyTo(above.HashEnds, destinations);
        if (above.HasHash)
            steps.Push(new Step(trie.Find(above.Id, TopicWord.Hash, default), step.Offset, true));
    }

    /// <summary>Where a node is, the offset of the next word, and whether a walk can come to the node at several ones.</summary>
    private readonly record struct Step(int Place, int Offset, bool IsUnderHash);
}
