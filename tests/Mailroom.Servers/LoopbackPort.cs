using System.Net;
using System.Net.Sockets;

namespace Mailroom.Servers;

/// <summary>Ports for servers that can't say which one they took.</summary>
public static class LoopbackPort
{
    /// <summary>One that is free now. Another process may take it first: servers are then not reached in time.</summary>
    public static int FindFree()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
