namespace Mailroom.Mail.Listening;

/// <summary>Reads command lines and mail content from a connection, through one buffer of fixed size. Owned by one session.</summary>
internal sealed class SmtpInput(Stream stream, int maxLineBytes)
{
    private readonly byte[] buffer = new byte[Math.Max(16 << 10, maxLineBytes + 2)];
    private Stream stream = stream;
    private int start;
    private int end;

    /// <summary>The client has sent more than was read, so it waits for no reply yet.</summary>
    public bool HasBuffered => start < end;

    /// <summary>Reads from another stream, and forgets what came before it (RFC 3207, 4.2: nothing said in clear counts).</summary>
    public void SwitchTo(Stream secured)
    {
        start = end = 0;
        stream = secured;
    }

    /// <summary>Reads up to the next CRLF. The text, without CRLF, is valid until the next call.</summary>
    public async ValueTask<(SmtpLineStatus Status, ReadOnlyMemory<byte> Text)> ReadLineAsync(CancellationToken cancellation)
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return TakeLine(searched + found);
            searched = end - start;
            if (searched > maxLineBytes + 1)
                return (SmtpLineStatus.TooLong, default);
            if (!await FillAsync(cancellation))
                return (SmtpLineStatus.EndOfInput, default);
        }
    }

    /// <summary>What has come and was not taken yet, at least one octet; empty at the end of input.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation)
    {
        if (start == end && !await FillAsync(cancellation))
            return default;
        return buffer.AsMemory(start, end - start);
    }

    /// <summary>Takes octets that <see cref="ReadAsync"/> has shown.</summary>
    public void Advance(int octets) => start += octets;

    private (SmtpLineStatus Status, ReadOnlyMemory<byte> Text) TakeLine(int length)
    {
        var line = buffer.AsMemory(start, length);
        start += length + 1;
        if (length == 0 || line.Span[..^1].Contains((byte)'\r') || line.Span[^1] != '\r')
            return (SmtpLineStatus.BareLineBreak, default);
        return length - 1 > maxLineBytes ? (SmtpLineStatus.TooLong, default) : (SmtpLineStatus.Complete, line[..^1]);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (end == buffer.Length || start == end)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
        end += read;
        return read > 0;
    }
}
