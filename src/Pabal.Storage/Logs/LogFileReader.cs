namespace Pabal.Storage;

/// <summary>Reads the records of one file in order, through a buffer that it refills.</summary>
internal sealed class LogFileReader(IStorageFile file, int number, long logId)
{
    private const int ReadLength = 1024 * 1024;

    private readonly long fileLength = file.Length;
    private byte[] buffer = new byte[Math.Min(ReadLength, file.Length + 1)];
    private long bufferOffset = LogFileHeader.Length;
    private int start;
    private int end;

    /// <summary>Where the next record begins.</summary>
    public LogPosition Position => new(number, Offset);

    /// <summary>Behind the last octet that isn't zero, as far as the file was read.</summary>
    public long ContentEnd { get; private set; }

    private long Offset => bufferOffset + start;

    private ReadOnlySpan<byte> Available => buffer.AsSpan(start, end - start);

    /// <summary>Reads what is at <see cref="Position"/>.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Valid until the next call.</param>
    /// <exception cref="IOException">The device failed.</exception>
    public LogReadResult Read(out LogRecordHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Fill(LogRecordHeader.Length);
        if (!LogRecordHeader.TryRead(Available, logId, Position, out header))
            return LogReadResult.NoHeader;
        var length = LogRecordHeader.RecordLength(header.PayloadLength);
        if (Offset + length > fileLength)
        {
            while (StepOverBuffer())
            {
            }
            return LogReadResult.BrokenPayload;
        }
        Fill((int)length);
        if (Available.Length < length)
        {
            start = end;
            return LogReadResult.BrokenPayload;
        }
        payload = Available.Slice(LogRecordHeader.Length, header.PayloadLength);
        start += (int)length;
        return Crc32C.Compute(payload) == header.PayloadCrc ? LogReadResult.Record : LogReadResult.BrokenPayload;
    }

    /// <summary>Steps over what is no record to the next header.</summary>
    /// <returns>False at the file's end.</returns>
    /// <exception cref="IOException">The device failed.</exception>
    public bool FindHeader()
    {
        while (true)
        {
            Fill(LogRecordHeader.Length);
            if (Available.Length < LogRecordHeader.Length)
            {
                start = end;
                return false;
            }
            // A header can begin with zeros, but isn't all zero.
            var zeros = Available.IndexOfAnyExcept((byte)0);
            if (zeros < 0)
                zeros = Available.Length;
            start += Math.Max(0, zeros - LogRecordHeader.Length + 8) & ~7;
            if (LogRecordHeader.TryRead(Available, logId, Position, out _))
                return true;
            start += Math.Min(8, Available.Length);
        }
    }

    /// <summary>Whether anything but zeros is left.</summary>
    /// <exception cref="IOException">The device failed.</exception>
    public bool HasContent()
    {
        var place = Offset;
        while (ContentEnd <= place && StepOverBuffer())
        {
        }
        return ContentEnd > place;
    }

    private bool StepOverBuffer()
    {
        Fill(1);
        var stepped = end > start;
        start = end;
        return stepped;
    }

    private void Fill(int wanted)
    {
        if (end - start >= wanted || bufferOffset + end >= fileLength)
            return;
        Available.CopyTo(buffer);
        bufferOffset += start;
        end -= start;
        start = 0;
        if (buffer.Length < wanted)
            Array.Resize(ref buffer, wanted);
        var added = buffer.AsSpan(end, file.ReadFully(bufferOffset + end, buffer.AsSpan(end)));
        if (added.LastIndexOfAnyExcept((byte)0) is >= 0 and var last)
            ContentEnd = bufferOffset + end + last + 1;
        end += added.Length;
    }
}
