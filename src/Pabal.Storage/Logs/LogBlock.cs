namespace Pabal.Storage;

/// <summary>Octets that were appended and wait to be written, in one piece of one file.</summary>
internal sealed class LogBlock
{
    public const int Size = 1024 * 1024;

    public byte[] Octets { get; } = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public LogFile File { get; set; } = null!;

    /// <summary>Where in the file the block begins.</summary>
    public long Offset { get; set; }

    public int Length { get; set; }

    /// <summary>True when nothing follows in this file.</summary>
    public bool EndsFile { get; set; }

    public int Room => Size - Length;

    /// <summary>Copies what there is room for.</summary>
    /// <returns>Octets copied.</returns>
    public int Add(ReadOnlySpan<byte> octets)
    {
        var count = Math.Min(octets.Length, Room);
        octets[..count].CopyTo(Octets.AsSpan(Length));
        Length += count;
        return count;
    }
}
