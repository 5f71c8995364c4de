using System.Net;
using System.Net.Sockets;

namespace Mailroom.Settings;

/// <summary>Finds ports for the parts, each its own.</summary>
internal sealed class LoopbackPorts
{
    // Below those that systems give to clients: between here and the part that listens on it, no connection takes it.
    private const int First = 18_000;
    private const int End = 32_000;

    private int last = Random.Shared.Next(End - First);

    /// <summary>The port itself, or a free one where it is 0 or somebody has it.</summary>
    public int PreferredOrFree(int preferred) => preferred != 0 && IsFree(preferred) ? preferred : FindFree();

    /// <summary>One that is free, and that it has not found before.</summary>
    public int FindFree()
    {
        while (true)
        {
            var port = First + (int)((uint)++last % (End - First));
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
