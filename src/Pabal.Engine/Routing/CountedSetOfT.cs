using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pabal.Engine.Routing;

/// <summary>A set that remembers how often each item was added, so that it leaves only after as many removals.</summary>
/// <remarks>
/// Most sets in an index hold one item (a queue bound once), so the first item lives in the set itself and a dictionary
/// appears with the second. The set is a value, so that a large index has one object less to go to for each key; it is
/// changed where it is kept.
/// </remarks>
internal struct CountedSet<T>
    where T : class
{
    private T? first;
    private int firstCount;
    private Dictionary<T, int>? others;

    /// <summary>The number of different items.</summary>
    public readonly int Count => (first is null ? 0 : 1) + (others?.Count ?? 0);

    public void Add(T item)
    {
        if (first is null && others is null)
            first = item;
        if (first is not null && first.Equals(item))
            firstCount++;
        else
            CollectionsMarshal.GetValueRefOrAddDefault(others ??= [], item, out _)++;
    }

    /// <summary>Takes back one addition; false when the item is not there.</summary>
    public bool Remove(T item)
    {
        if (first is not null && first.Equals(item))
        {
            if (--firstCount == 0)
                first = null;
            return true;
        }
        return others is not null && RemoveOther(others, item);
    }

    public readonly void CopyTo(List<T> items)
    {
        if (first is not null)
            items.Add(first);
        if (others is not null)
            items.AddRange(others.Keys);
    }

    public readonly Enumerator GetEnumerator() => new(this);

    private bool RemoveOther(Dictionary<T, int> counts, T item)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, item);
        if (Unsafe.IsNullRef(ref count))
            return false;
        if (--count == 0)
            counts.Remove(item);
        if (counts.Count == 0)
            others = null;
        return true;
    }

    /// <summary>Walks the set without allocating.</summary>
    internal struct Enumerator
    {
        private readonly bool hasOthers;
        private T? pending;
        private Dictionary<T, int>.KeyCollection.Enumerator rest;

        internal Enumerator(CountedSet<T> set)
        {
            pending = set.first;
            hasOthers = set.others is not null;
            rest = hasOthers ? set.others!.Keys.GetEnumerator() : default;
            Current = null!;
        }

        public T Current { get; private set; }

        public bool MoveNext()
        {
            if (pending is not null)
            {
                Current = pending;
                pending = null;
                return true;
            }
            if (!hasOthers || !rest.MoveNext())
                return false;
            Current = rest.Current;
            return true;
        }
    }
}
