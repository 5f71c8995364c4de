using System.Net;
using System.Net.Sockets;

namespace Pabal.Server.Transport;

/// <summary>The way of octets to and from one client, chosen once for a connection.</summary>
/// <remarks>
/// Its members are called for each batch of octets, never for each message. One at a time receives, one at a time sends;
/// <see cref="Abort"/> may be called from anywhere, <see cref="IDisposable.Dispose"/> by the one who received, at the end.
/// </remarks>
internal interface ITransport : IDisposable
{
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>What the client has proved to be by a certificate; null when it has shown none.</summary>
    ClientIdentity? ClientIdentity { get; }

    /// <summary>The error of the last send that has completed.</summary>
    SocketError SendError { get; }

    /// <summary>Called when a send that was pending has completed, possibly on the thread that waits for all sockets.</summary>
    Action? SendCompleted { get; set; }

    /// <summary>Completes when there is something to receive, or the end; the result means nothing.</summary>
    ValueTask<int> WaitToReceive();

    /// <summary>Receives what is there, without waiting.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="from">The first octet that may be written.</param>
    /// <param name="count">Octets received; none when there was nothing yet.</param>
    /// <returns>False at the end.</returns>
    bool TryReceive(byte[] buffer, int from, out int count);

    /// <summary>Sends all of it.</summary>
    /// <returns>True when it is pending: <see cref="SendCompleted"/> will be called.</returns>
    /// <exception cref="ObjectDisposedException">The transport was aborted.</exception>
    bool Send(ArraySegment<byte> octets);

    /// <summary>Tells the client that no more comes. Nothing may be pending; doesn't wait.</summary>
    void ShutdownSend();

    /// <summary>Cuts the connection: what waits for it ends with an exception or an error.</summary>
    void Abort();
}
