using Pabal.Server.Amqp;

namespace Pabal.Server.Transport;

/// <summary>
/// What one connection has to send, in order. Many threads write into it; one at a time sends from it.
/// </summary>
/// <remarks>
/// Every member but <see cref="Gate"/> is guarded by <see cref="Gate"/>, which comes after a queue's lock and before nothing
/// (docs/locks.md). Deliveries stop at <see cref="HighWater"/>; a read loop stops reading at <see cref="ReplyLimit"/>.
/// </remarks>
internal sealed class OutboundBuffer(BlockPool pool)
{
    /// <summary>Octets at which no further message is delivered until some are sent.</summary>
    public const int HighWater = 256 * 1024;

    /// <summary>Octets at which paused deliveries go on.</summary>
    public const int LowWater = HighWater / 2;

    /// <summary>Octets at which the connection's own requests wait for their replies to be read.</summary>
    public const int ReplyLimit = 1024 * 1024;

    /// <summary>The room in octets that a content needs to get on.</summary>
    public const int LongestFixedPart = ContentCursor.LongestFixedPart;

    private readonly Queue<OutboundItem> items = new();
    private byte[]? tail;
    private int tailLength;

    public Lock Gate { get; } = new();

    /// <summary>Octets written and not yet sent.</summary>
    public long Pending { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>True while somebody sends; what is written now will be found by them.</summary>
    public bool IsSending { get; private set; }

    /// <summary>True when somebody has promised to flush.</summary>
    public bool IsFlushPromised { get; set; }

    public bool HasRoom => Pending < HighWater && !IsClosed;

    /// <summary>True when a content comes next.</summary>
    public bool IsContentNext => items.TryPeek(out var next) && next.Content.IsOpen;

    /// <summary>The longest piece that <see cref="Reserve"/> can give.</summary>
    public int MaxReservation => pool.BlockSize;

    /// <summary>Room for <paramref name="length"/> octets, which the caller fills before it leaves the lock.</summary>
    public Span<byte> Reserve(int length)
    {
        if (tail is null || tail.Length - tailLength < length)
            StartBlock();
        var span = tail.AsSpan(tailLength, length);
        tailLength += length;
        Pending += length;
        return span;
    }

    /// <summary>Gives back the end of what was reserved last.</summary>
    public void Trim(int unused)
    {
        tailLength -= unused;
        Pending -= unused;
    }

    /// <summary>Adds a content that is encoded as it is sent; the buffer owns its reference to the record.</summary>
    public void Append(in ContentCursor content)
    {
        SealBlock();
        items.Enqueue(new OutboundItem { Content = content });
        Pending += content.Remaining;
    }

    /// <summary>Begins sending, when there is something to send and nobody does.</summary>
    public bool TryBeginSending()
    {
        IsFlushPromised = false;
        if (IsSending || IsClosed || Pending == 0)
            return false;
        return IsSending = true;
    }

    /// <summary>Takes the next item for the one who sends; when there is none, sending has ended.</summary>
    public bool TryTake(out OutboundItem item)
    {
        if (IsClosed)
        {
            item = default;
            return IsSending = false;
        }
        return TryTakeMore(out item) || (IsSending = false);
    }

    /// <summary>Takes the next item for the one who sends, who goes on sending also when there is none.</summary>
    public bool TryTakeMore(out OutboundItem item)
    {
        if (items.TryDequeue(out item))
            return true;
        if (tailLength == 0)
            return false;
        item = new OutboundItem { Block = tail, Length = tailLength };
        tail = null;
        tailLength = 0;
        return true;
    }

    public void Sent(int octets) => Pending -= octets;

    /// <summary>Drops everything; nothing is written or sent any more.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        SealBlock();
        while (items.TryDequeue(out var item))
        {
            if (item.Block is { } block)
                pool.Return(block);
            else
                item.Content.Release();
        }
        Pending = 0;
    }

    private void StartBlock()
    {
        SealBlock();
        tail = pool.Rent();
    }

    private void SealBlock()
    {
        if (tail is null)
            return;
        items.Enqueue(new OutboundItem { Block = tail, Length = tailLength });
        tail = null;
        tailLength = 0;
    }
}
