using System.Net.Sockets;

namespace Pabal.Server.Transport;

/// <summary>Sends what is in an outbound buffer, until it is empty.</summary>
/// <remarks>
/// Owned by whoever made <see cref="OutboundBuffer.TryBeginSending"/> return true; that ownership moves with the
/// completion of each send. Little is sent by the thread that flushes, for latency; much is sent by another one,
/// so that the flushing thread goes on reading. A full block is sent as it is; contents are gathered with the small
/// blocks between them, so that a large message doesn't take three sends.
/// </remarks>
internal sealed class OutboundSender : IThreadPoolWorkItem
{
    private const int InlineLimit = 16 * 1024;

    // After this much without a wait the thread, which may be another connection's reader, is let go.
    private const int TurnLimit = 1024 * 1024;

    private readonly ITransport transport;
    private readonly OutboundBuffer outbound;
    private readonly BlockPool blocks;
    private readonly BlockPool gatherBlocks;
    private readonly ISendObserver observer;
    private OutboundItem current;
    private byte[]? gathered;
    private int sending;

    /// <param name="transport">Where to.</param>
    /// <param name="outbound">What.</param>
    /// <param name="blocks">Where the buffer's blocks go back to.</param>
    /// <param name="gatherBlocks">Larger blocks, for contents.</param>
    /// <param name="observer">Told of the progress.</param>
    public OutboundSender(
        ITransport transport, OutboundBuffer outbound, BlockPool blocks, BlockPool gatherBlocks, ISendObserver observer)
    {
        this.transport = transport;
        this.outbound = outbound;
        this.blocks = blocks;
        this.gatherBlocks = gatherBlocks;
        this.observer = observer;
        transport.SendCompleted = Complete;
    }

    /// <summary>Sees to it that what is in the buffer gets sent.</summary>
    public void Flush()
    {
        long pending;
        lock (outbound.Gate)
        {
            if (!outbound.TryBeginSending())
                return;
            pending = outbound.Pending;
        }
        if (pending <= InlineLimit)
            Execute();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        var turn = 0;
        while (TryNext(out var octets))
        {
            sending = octets.Count;
            turn += sending;
            try
            {
                // Throws too when the connection has ended meanwhile.
                if (transport.Send(octets))
                    return;
            }
            catch (ObjectDisposedException)
            {
                Fail(SocketError.OperationAborted);
                return;
            }
            if (!Finish())
                return;
            if (turn >= TurnLimit)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    // A slow client's socket took more. This may run on the thread that waits for all sockets, so it goes on elsewhere.
    private void Complete()
    {
        if (Finish())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool Finish()
    {
        if (transport.SendError != SocketError.Success)
        {
            Fail(transport.SendError);
            return false;
        }
        // Before the last item is known to be sent: then somebody else may begin, and these fields are theirs.
        if (gathered is not null)
        {
            ReturnGathered();
        }
        else
        {
            blocks.Return(current.Block!);
            current = default;
        }
        bool low;
        lock (outbound.Gate)
        {
            if (!outbound.IsClosed)
                outbound.Sent(sending);
            low = outbound.Pending <= OutboundBuffer.LowWater;
        }
        observer.OnSent(low);
        return true;
    }

    private bool TryNext(out ArraySegment<byte> octets)
    {
        octets = default;
        bool gathers;
        lock (outbound.Gate)
        {
            if (current.IsEmpty && !outbound.TryTake(out current))
                return false;
            gathers = current.Block is null || outbound.IsContentNext;
        }
        octets = gathers ? Gather() : new ArraySegment<byte>(current.Block!, 0, current.Length);
        return true;
    }

    private ArraySegment<byte> Gather()
    {
        gathered = gatherBlocks.Rent();
        var written = 0;
        while (gathered.Length - written >= OutboundBuffer.LongestFixedPart && TakeCurrent())
        {
            if (current.Block is not { } block)
            {
                written += current.Content.Fill(gathered.AsSpan(written));
                if (current.Content.Remaining > 0)
                    break;
                current.Content.Release();
            }
            else if (current.Length <= gathered.Length - written)
            {
                block.AsSpan(0, current.Length).CopyTo(gathered.AsSpan(written));
                written += current.Length;
                blocks.Return(block);
            }
            else
            {
                break;
            }
            current = default;
        }
        return new ArraySegment<byte>(gathered, 0, written);
    }

    /// <returns>False when nothing more is there; sending goes on, since something was gathered.</returns>
    private bool TakeCurrent()
    {
        if (!current.IsEmpty)
            return true;
        lock (outbound.Gate)
            return outbound.TryTakeMore(out current);
    }

    private void Fail(SocketError error)
    {
        if (current.Block is { } block)
            blocks.Return(block);
        else if (!current.IsEmpty)
            current.Content.Release();
        current = default;
        ReturnGathered();
        observer.OnSendFailed(error);
    }

    private void ReturnGathered()
    {
        if (gathered is not null)
            gatherBlocks.Return(gathered);
        gathered = null;
    }
}
