using System.Net.Sockets;

namespace Pabal.Server.Tls;

/// <summary>The encrypted octets of one connection; owns the socket.</summary>
/// <remarks>
/// What comes may be handled on the thread that waits for all sockets (docs/decisions/0002). A handshake's arithmetic would
/// hold that up for everybody, and so would encrypting the rest of a large block once a slow client has taken more: both go on
/// on another thread.
/// </remarks>
internal sealed class TlsSocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private bool isHandshake = true;

    public void EndHandshake() => isHandshake = false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return isHandshake ? GoOnElsewhereAsync(reading) : reading;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var writing = base.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : GoOnElsewhereAsync(writing);
    }

    private static async ValueTask<int> GoOnElsewhereAsync(ValueTask<int> reading)
    {
        var count = await reading;
        await Task.Yield();
        return count;
    }

    private static async ValueTask GoOnElsewhereAsync(ValueTask writing)
    {
        await writing;
        await Task.Yield();
    }
}
