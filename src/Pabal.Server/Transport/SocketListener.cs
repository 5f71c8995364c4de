using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Pabal.Server.Transport;

/// <summary>Accepts TCP connections at one address, and hands them on.</summary>
internal sealed class SocketListener : IAsyncDisposable
{
    private const int Backlog = 1024;

    private readonly SocketAcceptor acceptor;
    private Task accepting = Task.CompletedTask;

    /// <exception cref="SocketException">The address or port can't be had.</exception>
    public SocketListener(string address, int port, TimeProvider time, ILogger logger)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        acceptor = new SocketAcceptor(socket, time, logger);
    }

    /// <summary>Where it listens; tells the port that was found for port 0.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Begins to accept. Connections that came since it was made are served first.</summary>
    /// <param name="accept">Given each socket to own; must be quick, since the next one waits.</param>
    public void Start(Action<Socket> accept) => accepting = Task.Run(() => AcceptAsync(accept));

    /// <summary>Stops accepting; nothing is handed on afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        acceptor.Stop();
        await accepting;
    }

    private async Task AcceptAsync(Action<Socket> accept)
    {
        while (await acceptor.AcceptAsync() is { } accepted)
        {
            try
            {
                accepted.NoDelay = true;
            }
            catch (SocketException)
            {
                // The client is gone already.
                accepted.Dispose();
                continue;
            }
            accept(accepted);
        }
    }
}
