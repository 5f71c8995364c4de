using System.Net.Sockets;

namespace Pabal.Server.Transport;

/// <summary>Sends what is in an outbound buffer, until it is empty.</summary>
/// <remarks>
/// Owned by whoever made <see cref="OutboundBuffer.TryBeginSending"/> return true; that ownership moves with the
/// completion of each send. Little is sent by the thread that flushes, for latency; much is sent by another one,
/// so that the flushing thread goes on reading.
/// </remarks>
internal sealed class SocketSender : IThreadPoolWorkItem, IDisposable
{
    private const int InlineLimit = 16 * 1024;

    private readonly Socket socket;
    private readonly OutboundBuffer outbound;
    private readonly BlockPool pool;
    private readonly ISendObserver observer;
    private readonly SocketAsyncEventArgs send = new(true);
    private OutboundItem current;
    private byte[]? scratch;
    private int sending;

    public SocketSender(Socket socket, OutboundBuffer outbound, BlockPool pool, ISendObserver observer)
    {
        this.socket = socket;
        this.outbound = outbound;
        this.pool = pool;
        this.observer = observer;
        send.Completed += (_, _) => Complete();
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
        while (TryNext(out var octets))
        {
            sending = octets.Count;
            send.SetBuffer(octets.Array, octets.Offset, octets.Count);
            try
            {
                if (socket.SendAsync(send))
                    return;
            }
            catch (ObjectDisposedException)
            {
                Fail(SocketError.OperationAborted);
                return;
            }
            if (!Finish())
                return;
        }
    }

    public void Dispose() => send.Dispose();

    // A slow client's socket took more. This may run on the thread that waits for all sockets, so it goes on elsewhere.
    private void Complete()
    {
        if (Finish())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool Finish()
    {
        if (send.SocketError != SocketError.Success)
        {
            Fail(send.SocketError);
            return false;
        }
        if (current.Block is { } block)
        {
            pool.Return(block);
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
        if (!current.Content.IsOpen)
        {
            lock (outbound.Gate)
            {
                if (!outbound.TryTake(out current))
                    return false;
            }
        }
        if (current.Block is { } block)
        {
            octets = new ArraySegment<byte>(block, 0, current.Length);
            return true;
        }
        scratch ??= pool.Rent();
        octets = new ArraySegment<byte>(scratch, 0, current.Content.Fill(scratch));
        if (current.Content.Remaining == 0)
        {
            current.Content.Release();
            current = new OutboundItem { Block = scratch, Length = octets.Count };
            scratch = null;
        }
        return true;
    }

    private void Fail(SocketError error)
    {
        if (current.Block is { } block)
            pool.Return(block);
        else if (current.Content.IsOpen)
            current.Content.Release();
        current = default;
        if (scratch is not null)
            pool.Return(scratch);
        scratch = null;
        observer.OnSendFailed(error);
    }
}
