using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Pabal.Server.Transport;

/// <summary>Accepts TCP connections at one address, and hands them on.</summary>
internal sealed partial class SocketListener : IAsyncDisposable
{
    private const int Backlog = 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket socket;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private Task accepting = Task.CompletedTask;

    /// <exception cref="SocketException">The address or port can't be had.</exception>
    public SocketListener(string address, int port, TimeProvider time, ILogger logger)
    {
        this.time = time;
        this.logger = logger;
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
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
    }

    /// <summary>Where it listens; tells the port that was found for port 0.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Begins to accept. Connections that came since it was made are served first.</summary>
    /// <param name="accept">Given each socket to own; must be quick, since the next one waits.</param>
    public void Start(Action<Socket> accept) => accepting = Task.Run(() => AcceptAsync(accept));

    /// <summary>Stops accepting; nothing is handed on afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping.TrySetResult();
        socket.Dispose();
        await accepting;
    }

    private async Task AcceptAsync(Action<Socket> accept)
    {
        while (true)
        {
            Socket accepted;
            try
            {
                accepted = await socket.AcceptAsync();
            }
            catch (Exception exception)
            {
                if (stopping.Task.IsCompleted)
                    return;
                // Out of descriptors, most likely: those that end will free some.
                LogAcceptFailed(exception.Message);
                await Task.WhenAny(stopping.Task, Task.Delay(RetryDelay, time));
                continue;
            }
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Accepting a connection failed: {Reason}")]
    private partial void LogAcceptFailed(string reason);
}
