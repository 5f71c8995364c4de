namespace Pabal.Engine.Routing;

/// <summary>
/// One word of topic patterns that go on behind it, or that end with it; its path from the root is the pattern so far.
/// Patterns that end with '*' or '#' end in the node above, so that these words need no node of their own.
/// </summary>
/// <remarks>It holds no references: many lie side by side, and the garbage collector has nothing to do with them.</remarks>
internal struct TopicNode
{
    private const int StarChild = 1;
    private const int HashChild = 2;
    private const int LiteralChild = 4;

    private int children;

    /// <summary>The word, or what stands for a wildcard.</summary>
    public TopicWord Word;

    /// <summary>What nodes below it know it by; 0 where there is no node.</summary>
    public int Id;

    /// <summary>The id of the node above.</summary>
    public int Parent;

    /// <summary>Where the pattern that ends here leads to: a number in <see cref="DestinationSets"/>.</summary>
    public int Ends;

    /// <summary>The same of the pattern that ends with a '*' behind this.</summary>
    public int StarEnds;

    /// <summary>The same of the pattern that ends with a '#' behind this.</summary>
    public int HashEnds;

    public readonly bool IsHash => Word == TopicWord.Hash;

    public readonly bool HasStar => (children & StarChild) != 0;

    public readonly bool HasHash => (children & HashChild) != 0;

    public readonly bool HasLiterals => children >= LiteralChild;

    public readonly bool IsUnused => (children | Ends | StarEnds | HashEnds) == 0;

    public void AddChild(TopicWord word) => children += WeightOf(word);

    public void RemoveChild(TopicWord word) => children -= WeightOf(word);

    // There is one node at most for each wildcard, and any number for literal words.
    private static int WeightOf(TopicWord word)
    {
        if (word == TopicWord.Star)
            return StarChild;
        return word == TopicWord.Hash ? HashChild : LiteralChild;
    }
}
