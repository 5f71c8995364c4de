using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Pabal.Engine;
using Pabal.Server.Commands;
using Pabal.Server.Transport;

namespace Pabal.Server.Control;

/// <summary>Takes commands from whoever may use the data directory: its socket is for the directory's owner only.</summary>
internal sealed partial class ControlListener : IAsyncDisposable
{
    private const int MaxConnections = 8;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim places = new(MaxConnections);
    private readonly Broker broker;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string path;
    private readonly SocketAcceptor acceptor;
    private readonly Task accepting;
    private bool isDisposed;

    /// <summary>Begins to accept. The socket is its own from now on.</summary>
    internal ControlListener(Broker broker, string path, Socket socket, TimeProvider time, ILogger logger)
    {
        this.broker = broker;
        this.path = path;
        acceptor = new SocketAcceptor(socket, time, logger);
        this.time = time;
        this.logger = logger;
        accepting = AcceptAsync();
    }

    /// <summary>Starts to listen; the caller is the only user of the directory.</summary>
    /// <returns>Null, and a warning in the log, when there can be no socket in the directory.</returns>
    public static ControlListener? TryStart(Broker broker, string directory, TimeProvider time, ILogger logger)
    {
        var place = ControlSocket.PathIn(directory);
        if (!ControlSocket.Fits(place))
        {
            LogNone(logger, place, "the path is too long for a socket");
            return null;
        }
        var bound = ControlSocket.Create();
        try
        {
            File.Delete(place);
            bound.Bind(new UnixDomainSocketEndPoint(place));
            // Nobody can connect before it listens.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            bound.Listen();
            return new ControlListener(broker, place, bound, time, logger);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            bound.Dispose();
            LogNone(logger, place, exception.Message);
            return null;
        }
    }

    /// <summary>Ends when the commands that are being carried out have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        // A host disposes of its services, after it has stopped them by that.
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        acceptor.Stop();
        await accepting.ConfigureAwait(false);
        for (var i = 0; i < MaxConnections; i++)
            await places.WaitAsync().ConfigureAwait(false);
        Remove();
        stopping.Dispose();
        places.Dispose();
    }

    private void Remove()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The directory may be gone; and a socket that is left behind does no harm.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await places.WaitAsync(stopping.Token).ConfigureAwait(false);
                if (await acceptor.AcceptAsync().ConfigureAwait(false) is not { } client)
                    break;
                _ = ServeAsync(client);
            }
            places.Release();
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            var request = await ReadAsync(stream).ConfigureAwait(false);
            var reply = await BrokerCommands.RunAsync(broker, request).ConfigureAwait(false);
            await ControlFrames.WriteAsync(stream, reply, ControlJson.Default.ControlReply, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or InvalidDataException)
        {
            LogFailed(exception.Message);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<ControlRequest> ReadAsync(Stream stream)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping.Token);
        return await ControlFrames.ReadAsync(stream, ControlJson.Default.ControlRequest, either.Token).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No commands are taken through {Path} while the broker runs: {Problem}")]
    private static partial void LogNone(ILogger logger, string path, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A command was not carried through: {Problem}")]
    private partial void LogFailed(string problem);
}
