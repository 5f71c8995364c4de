using System.Net;
using System.Net.Sockets;

namespace Pabal.Server.Transport;

/// <summary>TCP as it is.</summary>
internal sealed class SocketTransport : ITransport
{
    private readonly Socket socket;
    private readonly SocketAsyncEventArgs send = new(true);

    /// <exception cref="SocketException">The client is gone already; the socket is still the caller's.</exception>
    public SocketTransport(Socket socket)
    {
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        socket.Blocking = false;
        this.socket = socket;
        send.Completed += (_, _) => SendCompleted!();
    }

    public IPEndPoint RemoteEndPoint { get; }

    public ClientIdentity? ClientIdentity => null;

    public SocketError SendError => send.SocketError;

    public Action? SendCompleted { get; set; }

    public ValueTask<int> WaitToReceive() => socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);

    public bool TryReceive(byte[] buffer, int from, out int count)
    {
        count = socket.Receive(buffer.AsSpan(from), SocketFlags.None, out var error);
        return error == SocketError.Success ? count > 0 : error == SocketError.WouldBlock;
    }

    public bool Send(ArraySegment<byte> octets)
    {
        send.SetBuffer(octets.Array, octets.Offset, octets.Count);
        return socket.SendAsync(send);
    }

    public void ShutdownSend()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client was quicker.
        }
    }

    public void Abort() => socket.Dispose();

    public void Dispose()
    {
        send.Dispose();
        socket.Dispose();
    }
}
