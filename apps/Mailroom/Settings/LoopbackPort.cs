using System.Net;
using System.Net.Sockets;

namespace Mailroom.Settings;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPort
{
    /// <summary>The port itself, or a free one where somebody has it.</summary>
    public static int PreferredOrFree(int preferred)
    {
        try
        {
            return Bind(preferred);
        }
        catch (SocketException)
        {
            return Bind(0);
        }
    }

    private static int Bind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
