using System.Runtime.InteropServices;

namespace Pabal.Engine.Queues;

/// <summary>Dead letters of a queue in the order of their deaths, as many as are published at once.</summary>
/// <remarks>Guarded by the queue's lock until it was taken; then it belongs to whoever took it.</remarks>
internal sealed class DeadLetterBatch
{
    private const int MaxCount = 256;
    private const int MaxOctets = 128 * 1024;

    private readonly List<DeadLetter> letters = [];
    private long octets;

    public int Count => letters.Count;

    /// <summary>Its place among those that no queue has taken when they were published; 0 when it is none of them.</summary>
    public long Place { get; set; }

    /// <summary>No queue has taken them when they were published.</summary>
    public bool IsKept => Place > 0;

    public Span<DeadLetter> Letters => CollectionsMarshal.AsSpan(letters);

    /// <summary>True when the next one goes to another batch.</summary>
    public bool IsFull => letters.Count >= MaxCount || octets >= MaxOctets;

    public void Add(in DeadLetter letter)
    {
        letters.Add(letter);
        octets += letter.Entry.Length;
    }

    /// <summary>Takes out those that are on disk.</summary>
    /// <returns>Null when there are none.</returns>
    public DeadLetterBatch? RemoveOnDisk()
    {
        DeadLetterBatch? removed = null;
        foreach (ref readonly var letter in Letters)
        {
            if (letter.IsOnDisk)
                (removed ??= new DeadLetterBatch()).Add(letter);
        }
        if (removed is not null)
            letters.RemoveAll(static letter => letter.IsOnDisk);
        return removed;
    }
}
