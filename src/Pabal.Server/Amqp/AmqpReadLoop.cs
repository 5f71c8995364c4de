using System.Net.Sockets;
using Pabal.Server.Transport;

namespace Pabal.Server.Amqp;

/// <summary>Reads what the client sends and hands it on in batches. One per connection.</summary>
/// <remarks>A connection at rest waits with no buffer; one is rented when there is something to read.</remarks>
internal sealed class AmqpReadLoop(AmqpConnection connection, Socket socket, BlockPool pool)
{
    private byte[]? buffer;
    private int filled;

    public async Task RunAsync()
    {
        try
        {
            socket.Blocking = false;
            do
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);
                await connection.WhenMayRead();
            }
            while (ReceiveAvailable());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection was cut; what there is to do about it is the same as at its end.
        }
        finally
        {
            connection.OnReadEnd();
            if (buffer is not null)
                pool.Return(buffer);
        }
    }

    /// <returns>False at the end of the connection.</returns>
    private bool ReceiveAvailable()
    {
        buffer ??= pool.Rent();
        bool more;
        do
        {
            var room = buffer.AsSpan(filled);
            var count = socket.Receive(room, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                break;
            if (error != SocketError.Success || count == 0)
                return false;
            filled += count;
            var used = connection.Process(buffer.AsSpan(0, filled));
            filled -= used;
            if (filled > 0 && used > 0)
                buffer.AsSpan(used, filled).CopyTo(buffer);
            more = count == room.Length && connection.MayRead;
        }
        while (more);
        if (filled == 0)
        {
            pool.Return(buffer);
            buffer = null;
        }
        return true;
    }
}
