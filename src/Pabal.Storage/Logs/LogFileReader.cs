namespace Pabal.Storage;

/// <summary>Reads the records of one file in order, through a buffer that it refills.</summary>
internal sealed class LogFileReader(IStorageFile file)
{
    private const int ReadLength = 1024 * 1024;

    private byte[] buffer = new byte[2 * ReadLength];
    private long bufferOffset = LogFileHeader.Length;
    private int start;
    private int end;

    /// <summary>Where the next record begins, or the one that <see cref="TryRead"/> could not read.</summary>
    public long Offset => bufferOffset + start;

    /// <summary>Why <see cref="TryRead"/> returned false; null at a clean end.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Valid until the next call.</param>
    /// <returns>False at the end of what was written, or at a record that is not whole.</returns>
    /// <exception cref="IOException">The device failed.</exception>
    public bool TryRead(out LogRecordHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Fill(LogRecordHeader.Length);
        var available = buffer.AsSpan(start, end - start);
        var first = available[..Math.Min(available.Length, LogRecordHeader.Length)];
        if (!LogRecordHeader.TryRead(first, out header))
        {
            Problem = first.ContainsAnyExcept((byte)0) ? "the record header is not whole" : null;
            return false;
        }
        var length = LogRecordHeader.RecordLength(header.PayloadLength);
        if (Offset + length > file.Length)
        {
            Problem = "the record goes beyond the file's end";
            return false;
        }
        Fill((int)length);
        payload = buffer.AsSpan(start + LogRecordHeader.Length, header.PayloadLength);
        if (Crc32C.Compute(payload) != header.PayloadCrc)
        {
            Problem = "the record's checksum is wrong";
            return false;
        }
        start += (int)length;
        return true;
    }

    /// <summary>Steps over what can't be read to the next place where a record could begin.</summary>
    /// <returns>False at the file's end.</returns>
    public bool Skip()
    {
        Fill(LogRecordHeader.Length);
        start += Math.Min(8, end - start);
        return start < end || bufferOffset + end < file.Length;
    }

    private void Fill(int wanted)
    {
        if (end - start >= wanted)
            return;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        bufferOffset += start;
        end -= start;
        start = 0;
        if (buffer.Length < wanted)
            Array.Resize(ref buffer, wanted + ReadLength);
        end += file.Read(bufferOffset + end, buffer.AsSpan(end));
    }
}
