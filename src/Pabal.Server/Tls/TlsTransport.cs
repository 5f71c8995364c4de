using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Pabal.Server.Transport;

namespace Pabal.Server.Tls;

/// <summary>TCP with TLS, after its handshake.</summary>
internal sealed class TlsTransport : ITransport
{
    private readonly Socket socket;
    private readonly SslStream stream;
    private bool isShutDown;

    /// <exception cref="SocketException">The client is gone already; socket and stream are still the caller's.</exception>
    public TlsTransport(Socket socket, SslStream stream, ClientIdentity? clientIdentity)
    {
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        // No thread of the pool is to wait for a client, whatever its octets make of a call that should not wait.
        socket.Blocking = false;
        this.socket = socket;
        this.stream = stream;
        ClientIdentity = clientIdentity;
    }

    public IPEndPoint RemoteEndPoint { get; }

    public ClientIdentity? ClientIdentity { get; }

    public SocketError SendError { get; private set; }

    public Action? SendCompleted { get; set; }

    // Completes when octets are decrypted, or at the end; waits with no buffer of its own.
    public ValueTask<int> WaitToReceive() => stream.ReadAsync(Memory<byte>.Empty);

    public bool TryReceive(byte[] buffer, int from, out int count)
    {
        count = stream.Read(buffer, from, buffer.Length - from);
        return count > 0;
    }

    public bool Send(ArraySegment<byte> octets)
    {
        var sending = stream.WriteAsync(octets);
        if (!sending.IsCompletedSuccessfully)
        {
            _ = CompleteAsync(sending);
            return true;
        }
        sending.GetAwaiter().GetResult();
        SendError = SocketError.Success;
        return false;
    }

    public void ShutdownSend()
    {
        if (isShutDown)
            return;
        isShutDown = true;
        _ = ShutdownAsync();
    }

    public void Abort() => socket.Dispose();

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private async Task CompleteAsync(ValueTask sending)
    {
        try
        {
            await sending;
            SendError = SocketError.Success;
        }
        catch (Exception)
        {
            // Whatever it was, nothing more can be sent.
            SendError = SocketError.ConnectionReset;
        }
        SendCompleted!();
    }

    // close_notify (RFC 8446 §6.1) comes before the end of the stream.
    private async Task ShutdownAsync()
    {
        try
        {
            await stream.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception
            is SocketException or ObjectDisposedException or IOException or InvalidOperationException or AuthenticationException)
        {
            // The client was quicker.
        }
    }
}
