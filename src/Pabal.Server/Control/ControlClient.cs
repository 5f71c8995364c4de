using System.Net.Sockets;

namespace Pabal.Server.Control;

/// <summary>Has a running broker carry out a command.</summary>
internal static class ControlClient
{
    /// <param name="directory">The broker's data directory.</param>
    /// <param name="request">The command.</param>
    /// <returns>Null when no broker listens there.</returns>
    /// <exception cref="IOException">The broker has ended meanwhile, or what it says makes no sense.</exception>
    public static async Task<ControlReply?> TrySendAsync(string directory, ControlRequest request)
    {
        var path = ControlSocket.PathIn(directory);
        if (!ControlSocket.Fits(path) || !File.Exists(path))
            return null;
        using var socket = ControlSocket.Create();
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.AccessDenied)
        {
            // A broker that was killed leaves it behind.
            return null;
        }
        catch (SocketException exception)
        {
            throw new IOException($"the broker's socket '{path}' may not be used: {exception.Message}", exception);
        }
        await using var stream = new NetworkStream(socket);
        try
        {
            await ControlFrames.WriteAsync(stream, request, ControlJson.Default.ControlRequest, default).ConfigureAwait(false);
            return await ControlFrames.ReadAsync(stream, ControlJson.Default.ControlReply, default).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new IOException($"the broker and this program don't understand each other: {exception.Message}", exception);
        }
        catch (EndOfStreamException exception)
        {
            throw new IOException("the broker has ended before it was done", exception);
        }
    }
}
