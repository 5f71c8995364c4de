namespace Pabal.Engine.Routing;

/// <summary>One word of a topic pattern in the trie of all patterns; its path from the root is the pattern so far.</summary>
internal sealed class TopicNode
{
    private readonly TopicNode? parent;
    private readonly string word;
    private CountedSet<IBindingDestination> destinations;

    // The children for literal words: most nodes have one, which needs no dictionary.
    private TopicNode? only;
    private Dictionary<string, TopicNode>? byWord;

    public TopicNode()
        : this(null, string.Empty)
    {
    }

    private TopicNode(TopicNode? parent, string word)
    {
        this.parent = parent;
        this.word = word;
        IsHash = parent is not null && word == "#";
        IsUnderHash = parent is not null && (parent.IsHash || parent.IsUnderHash);
    }

    public bool IsHash { get; }

    /// <summary>True when a '#' precedes it, so that a walk can come here at more than one position of the key.</summary>
    public bool IsUnderHash { get; }

    /// <summary>Where the pattern that ends here leads to.</summary>
    public ref CountedSet<IBindingDestination> Destinations => ref destinations;

    /// <summary>The child for '*'.</summary>
    public TopicNode? Star { get; private set; }

    /// <summary>The child for '#'.</summary>
    public TopicNode? Hash { get; private set; }

    public bool IsLeaf => Star is null && Hash is null && only is null && byWord is null;

    /// <summary>The child for a literal word of a routing key; '*' and '#' are words like others there.</summary>
    public TopicNode? FindLiteral(ReadOnlySpan<char> literal)
    {
        if (only is not null)
            return literal.SequenceEqual(only.word) ? only : null;
        return byWord is not null && byWord.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(literal, out var child)
            ? child
            : null;
    }

    /// <summary>The child for a word of a pattern.</summary>
    public TopicNode? Find(ReadOnlySpan<char> patternWord) => patternWord switch
    {
        "*" => Star,
        "#" => Hash,
        _ => FindLiteral(patternWord),
    };

    public TopicNode FindOrAdd(ReadOnlySpan<char> patternWord)
    {
        if (Find(patternWord) is { } found)
            return found;
        var child = new TopicNode(this, patternWord.ToString());
        switch (child.word)
        {
            case "*":
                Star = child;
                break;
            case "#":
                Hash = child;
                break;
            default:
                AddLiteral(child);
                break;
        }
        return child;
    }

    /// <summary>Takes this node and those above it out of the trie, as far as nothing needs them any more.</summary>
    public void Prune()
    {
        var node = this;
        while (node.parent is { } above && node.IsLeaf && node.Destinations.Count == 0)
        {
            above.RemoveChild(node);
            node = above;
        }
    }

    private void AddLiteral(TopicNode child)
    {
        if (only is null && byWord is null)
        {
            only = child;
            return;
        }
        if (only is not null)
            byWord = new() { [only.word] = only };
        only = null;
        byWord!.Add(child.word, child);
    }

    private void RemoveChild(TopicNode child)
    {
        if (child == Star)
            Star = null;
        else if (child == Hash)
            Hash = null;
        else if (child == only)
            only = null;
        else if (byWord!.Remove(child.word) && byWord.Count == 0)
            byWord = null;
    }
}
