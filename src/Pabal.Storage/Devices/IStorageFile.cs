namespace Pabal.Storage;

/// <summary>A file that is read and written at positions. Reads may run at any time; writes and syncs one at a time.</summary>
public interface IStorageFile : IDisposable
{
    /// <summary>Octets, reserved ones included.</summary>
    long Length { get; }

    /// <summary>Reads some of what there is, up to the destination's length.</summary>
    /// <returns>Octets read, as few as the device likes; 0 only at the file's end.</returns>
    /// <exception cref="IOException">The device failed.</exception>
    int Read(long offset, Span<byte> destination);

    /// <summary>Writes all of the source.</summary>
    /// <exception cref="IOException">The device failed or is full; how much was written is unknown.</exception>
    void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Returns when everything written before is on the device (fdatasync).</summary>
    /// <exception cref="IOException">
    /// It may not be, and trying again can't tell: the operating system may have dropped the pages.
    /// </exception>
    void Sync();

    /// <summary>Cuts the file, or extends it with octets that read as zero, for which it reserves room.</summary>
    /// <exception cref="IOException">The device failed or is full.</exception>
    void SetLength(long octets);
}
