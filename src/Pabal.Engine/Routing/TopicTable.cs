namespace Pabal.Engine.Routing;

/// <summary>
/// The nodes of a trie of topics, found by the node above and the word: open addressing, where a node that finds its place
/// taken goes to the next free one. Guarded by the virtual host's topology lock.
/// </summary>
/// <remarks>
/// All that is looked at of a node lies in its place: with many patterns each further object on the way would be one more
/// piece of memory that no cache of the processor has.
/// </remarks>
internal sealed class TopicTable
{
    /// <summary>The place of no node.</summary>
    public const int None = -1;

    private const int MinCapacity = 8;

    private readonly Dictionary<int, byte[]> longWords = [];
    private readonly TopicHash hash = new();
    private TopicNode[] nodes = new TopicNode[MinCapacity];

    public int Count { get; private set; }

    /// <summary>The number of places.</summary>
    public int Capacity => nodes.Length;

    /// <summary>Of the words in it.</summary>
    public ref readonly TopicHash Hash => ref hash;

    private int Mask => nodes.Length - 1;

    /// <summary>The node at a place; it may move when another one is added or removed.</summary>
    public ref TopicNode this[int place] => ref nodes[place];

    /// <summary>The place of a word's node, or <see cref="None"/>.</summary>
    /// <param name="parent">The id of the node above.</param>
    /// <param name="word">The word, or what stands for a wildcard.</param>
    /// <param name="octets">All of the word.</param>
    public int Find(int parent, TopicWord word, ReadOnlySpan<byte> octets)
    {
        var all = nodes;
        var place = hash.Of(parent, word);
        while (true)
        {
            var index = (int)place++ & (all.Length - 1);
            ref var node = ref all[index];
            if (node.Word == word && node.Parent == parent && node.Id != 0 && (!word.IsLong || octets.SequenceEqual(longWords[node.Id])))
                return index;
            if (node.Id == 0)
                return None;
        }
    }

    /// <summary>The place of a node that is there.</summary>
    public int PlaceOf(int parent, TopicWord word, int id)
    {
        var place = (int)hash.Of(parent, word) & Mask;
        while (nodes[place].Id != id)
            place = (place + 1) & Mask;
        return place;
    }

    /// <summary>Adds a node that isn't there.</summary>
    /// <returns>Its place.</returns>
    public int Add(int parent, TopicWord word, ReadOnlySpan<byte> octets, int id)
    {
        // Three quarters at most: each search ends soon, at a place that is free.
        if (++Count * 4 > nodes.Length * 3)
            Move(nodes.Length * 2);
        if (word.IsLong)
            longWords.Add(id, octets.ToArray());
        return Put(new TopicNode { Parent = parent, Word = word, Id = id });
    }

    public void Remove(int place)
    {
        if (nodes[place].Word.IsLong && longWords.Remove(nodes[place].Id) && longWords.Count == 0)
            longWords.TrimExcess();
        var free = place;
        for (var next = (free + 1) & Mask; nodes[next].Id != 0; next = (next + 1) & Mask)
        {
            // What stands behind its own place without a gap may go back, but not beyond it: it is searched from there.
            var begin = (int)hash.Of(nodes[next].Parent, nodes[next].Word);
            if (((next - begin) & Mask) < ((next - free) & Mask))
                continue;
            nodes[free] = nodes[next];
            free = next;
        }
        nodes[free] = default;
        if (--Count * 8 < nodes.Length && nodes.Length > MinCapacity)
            Move(nodes.Length / 2);
    }

    private void Move(int capacity)
    {
        var old = nodes;
        nodes = new TopicNode[capacity];
        foreach (ref readonly var node in old.AsSpan())
        {
            if (node.Id != 0)
                Put(node);
        }
    }

    private int Put(in TopicNode node)
    {
        var place = (int)hash.Of(node.Parent, node.Word) & Mask;
        while (nodes[place].Id != 0)
            place = (place + 1) & Mask;
        nodes[place] = node;
        return place;
    }
}
