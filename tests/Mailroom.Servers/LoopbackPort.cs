using System.Net;
using System.Net.Sockets;

namespace Mailroom.Servers;

/// <summary>Ports for servers that can't say which one they took.</summary>
public static class LoopbackPort
{
    // Below those that systems give to clients: while a server is down, nobody's connection takes its port, nor connects to itself.
    private const int First = 18_000;
    private const int End = 32_000;

    /// <summary>One that is free now. Another process may take it first: servers are then not reached in time.</summary>
    public static int FindFree()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
