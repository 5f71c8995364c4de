namespace Pabal.Engine.Durability;

/// <summary>What a compaction has copied of one queue's messages.</summary>
internal sealed class QueueCopies
{
    private readonly List<MessageExtent> extents = [];
    private readonly SettledMessages copied = new();

    /// <summary>Takes out what was copied already.</summary>
    public void Exclude(ulong first, Span<bool> live)
    {
        for (var i = 0; i < live.Length; i++)
            live[i] &= !copied.IsSettled(first + (ulong)i);
    }

    public void OnCopied(in MessageExtent extent) => copied.Settle(extent.First, extent.End);

    /// <summary>Adds copies whose place is known.</summary>
    public void Add(in MessageExtent extent) => extents.Add(extent);

    public List<MessageExtent> InOrder()
    {
        extents.Sort(static (one, other) => one.First.CompareTo(other.First));
        return extents;
    }
}
