using System.Net.Sockets;
using System.Security.Authentication;
using Pabal.Server.Transport;

namespace Pabal.Server.Amqp;

/// <summary>Reads what the client sends and hands it on in batches. One per connection.</summary>
/// <remarks>
/// A connection at rest waits with no buffer; one is rented when there is something to read. A busy one lets others go
/// first after each buffer, since it may be running on the thread that waits for all sockets.
/// </remarks>
internal sealed class AmqpReadLoop(AmqpConnection connection, ITransport transport, BlockPool pool)
{
    private byte[]? buffer;
    private int filled;

    public async Task RunAsync()
    {
        try
        {
            do
            {
                // With input in hand there is nothing to wait for but leave to handle it.
                if (!connection.IsInputHeld)
                {
                    var readable = transport.WaitToReceive();
                    if (readable.IsCompleted)
                        await Task.Yield();
                    await readable;
                }
                await connection.WhenMayRead();
            }
            while (connection.IsInputHeld ? ProcessInput() : ReceiveAvailable());
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or IOException or AuthenticationException)
        {
            // The connection was cut, or broken by octets that TLS can't decrypt; what there is to do about it is the same as at its end.
        }
        catch (Exception exception)
        {
            connection.OnFailure(exception);
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
        if (!transport.TryReceive(buffer, filled, out var count))
            return false;
        filled += count;
        return ProcessInput();
    }

    /// <returns>True: the end shows when nothing more comes.</returns>
    private bool ProcessInput()
    {
        var used = connection.Process(buffer.AsSpan(0, filled));
        filled -= used;
        if (filled > 0 && used > 0)
            buffer.AsSpan(used, filled).CopyTo(buffer);
        if (filled == 0 && buffer is not null)
        {
            pool.Return(buffer);
            buffer = null;
        }
        return true;
    }
}
