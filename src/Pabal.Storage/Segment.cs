namespace Pabal.Storage;

/// <summary>A fixed-size block of unmanaged memory that holds records, and the count of those still referred to.</summary>
/// <remarks>
/// While a writer has it open, the count carries <see cref="OpenBias"/>, so that releases on other threads never see it
/// reach zero; sealing exchanges the bias for the number of records written. Whoever brings a sealed segment to zero
/// owns it and recycles it.
/// </remarks>
internal sealed unsafe class Segment : IDisposable
{
    public const int Size = 1 << SegmentPosition.OffsetBits;
    private const int OpenBias = 1 << 30;

    private readonly SegmentMemory owner = new(Size);
    private readonly byte* memory;
    private int references = OpenBias;

    public Segment() => memory = owner.Pointer;

    /// <summary>Index in the store's directory; -1 for a continuation, which is found through its head only.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The further segments of a record that is larger than one; written by its one writer only.</summary>
    public List<Segment>? Continuations { get; set; }

    public Span<byte> Slice(int offset, int length) => new(memory + offset, length);

    /// <summary>Returns the memory to the operating system; the segment is not to be used any more.</summary>
    public void Dispose() => owner.Dispose();

    /// <summary>Makes a recycled segment ready for a writer.</summary>
    public void Open() => references = OpenBias;

    /// <summary>True when each of the <paramref name="written"/> records has been released again.</summary>
    public bool IsDrained(int written) => Volatile.Read(ref references) + written == OpenBias;

    /// <summary>Ends writing; true when nothing refers to the segment any more.</summary>
    public bool Seal(int written) => Interlocked.Add(ref references, written - OpenBias) == 0;

    public void AddReferences(int count) => Interlocked.Add(ref references, count);

    /// <summary>True when this was the last reference to a sealed segment.</summary>
    public bool Release(int count) => Interlocked.Add(ref references, -count) == 0;

    [System.Diagnostics.Conditional("DEBUG")]
    public void Poison() => Slice(0, Size).Fill(0xDB);
}
