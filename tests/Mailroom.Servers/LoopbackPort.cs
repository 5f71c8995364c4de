using System.Net;
using System.Net.Sockets;

namespace Mailroom.Servers;

/// <summary>Ports for servers that can't say which one they took.</summary>
public static class LoopbackPort
{
    // Below those that systems give to clients: while a server is down, nobody's connection takes its port, nor connects to itself.
    private const int First = 18_000;
    private const int End = 32_000;

    // Processes begin at different places, so that those that run at the same time seldom try the same ones.
    private static int last = Random.Shared.Next(End - First);

    /// <summary>
    /// One that is free now, and that this process was not given before: a server takes its port only when it starts, and until then
    /// the port still looks free. Another process may take it first: servers are then not reached in time.
    /// </summary>
    public static int FindFree()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref last) % (End - First));
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
