namespace Pabal.Engine.Routing;

/// <summary>The patterns of a topic exchange, word by word. Guarded by the virtual host's topology lock.</summary>
internal sealed class TopicTrie
{
    /// <summary>The place of the root.</summary>
    public const int Root = -2;

    private const int RootId = 1;

    private readonly TopicTable table = new();
    private readonly Stack<int> freeIds = new();
    private readonly List<(int Parent, TopicWord Word, int Id)> path = [];
    private TopicNode root = new() { Id = RootId };
    private int usedIds = RootId;

    public DestinationSets Destinations { get; } = new();

    public ref readonly TopicHash Hash => ref table.Hash;

    /// <summary>True when no pattern is left, not even as an empty node.</summary>
    public bool IsEmpty => table.Count == 0 && root.IsUnused;

    /// <summary>The number of nodes there is room for.</summary>
    public int Capacity => table.Capacity;

    /// <summary>The node at a place.</summary>
    public ref TopicNode this[int place] => ref place == Root ? ref root : ref table[place];

    /// <summary>The place of the node for a word behind another one, or <see cref="TopicTable.None"/>.</summary>
    public int Find(int parentId, TopicWord word, ReadOnlySpan<byte> octets) => table.Find(parentId, word, octets);

    public void Add(TopicText pattern, IBindingDestination destination)
    {
        var place = Root;
        for (var offset = pattern.First; !pattern.IsEnd(offset);)
        {
            var from = offset;
            var word = TopicWord.OfPattern(pattern.Read(ref offset, Hash));
            if (pattern.IsEnd(offset) && (word == TopicWord.Star || word == TopicWord.Hash))
            {
                Add(ref word == TopicWord.Star ? ref this[place].StarEnds : ref this[place].HashEnds, destination);
                return;
            }
            place = FindOrAdd(place, word, pattern.Octets(from, offset));
        }
        Add(ref this[place].Ends, destination);
    }

    public void Remove(TopicText pattern, IBindingDestination destination)
    {
        path.Clear();
        var place = Root;
        for (var offset = pattern.First; !pattern.IsEnd(offset);)
        {
            var from = offset;
            var word = TopicWord.OfPattern(pattern.Read(ref offset, Hash));
            if (pattern.IsEnd(offset) && (word == TopicWord.Star || word == TopicWord.Hash))
            {
                Remove(ref word == TopicWord.Star ? ref this[place].StarEnds : ref this[place].HashEnds, destination);
                return;
            }
            var parent = this[place].Id;
            place = Find(parent, word, pattern.Octets(from, offset));
            if (place == TopicTable.None)
                return;
            path.Add((parent, word, table[place].Id));
        }
        Remove(ref this[place].Ends, destination);
    }

    private void Add(ref int ends, IBindingDestination destination) => ends = Destinations.Add(ends, destination);

    private void Remove(ref int ends, IBindingDestination destination)
    {
        ends = Destinations.Remove(ends, destination);
        Prune();
    }

    private int FindOrAdd(int place, TopicWord word, ReadOnlySpan<byte> octets)
    {
        ref var parent = ref this[place];
        var found = Find(parent.Id, word, octets);
        if (found != TopicTable.None)
            return found;
        parent.AddChild(word);
        if (!freeIds.TryPop(out var id))
            id = ++usedIds;
        return table.Add(parent.Id, word, octets, id);
    }

    // Takes out the last node of the path and those above it, as far as nothing needs them any more.
    private void Prune()
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            var place = PlaceOf(i);
            if (!table[place].IsUnused)
                break;
            freeIds.Push(table[place].Id);
            table.Remove(place);
            this[i == 0 ? Root : PlaceOf(i - 1)].RemoveChild(path[i].Word);
        }
        path.Clear();
        if (table.Count > 0)
            return;
        freeIds.Clear();
        freeIds.TrimExcess();
        usedIds = RootId;
    }

    private int PlaceOf(int level) => table.PlaceOf(path[level].Parent, path[level].Word, path[level].Id);
}
