using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Pabal.Server.Transport;

/// <summary>Accepts the connections of a listening socket, which it owns. What fails for a while doesn't end it.</summary>
internal sealed partial class SocketAcceptor(Socket socket, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan retryDelay = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next connection, which is the caller's.</summary>
    /// <returns>Null once it was stopped.</returns>
    public async Task<Socket?> AcceptAsync()
    {
        while (true)
        {
            try
            {
                return await socket.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (stopping.Task.IsCompleted)
                    return null;
                // Out of descriptors, most likely: those that end will free some.
                LogAcceptFailed(exception.Message);
                await Task.WhenAny(stopping.Task, Task.Delay(retryDelay, time)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Accepts nothing any more.</summary>
    public void Stop()
    {
        stopping.TrySetResult();
        socket.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Accepting a connection failed: {Reason}")]
    private partial void LogAcceptFailed(string reason);
}
