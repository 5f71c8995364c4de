using System.Net.Sockets;

namespace Pabal.Server.Tls;

/// <summary>The encrypted octets of one connection; owns the socket.</summary>
/// <remarks>
/// What comes may be handled on the thread that waits for all sockets. A handshake's arithmetic would hold that up for
/// everybody, so until its end each piece is handled on another thread.
/// </remarks>
internal sealed class TlsSocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private bool isHandshake = true;

    public void EndHandshake() => isHandshake = false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return isHandshake ? ElsewhereAsync(reading) : reading;
    }

    private static async ValueTask<int> ElsewhereAsync(ValueTask<int> reading)
    {
        var count = await reading;
        await Task.Yield();
        return count;
    }
}
