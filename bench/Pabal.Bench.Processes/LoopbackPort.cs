using System.Net;
using System.Net.Sockets;

namespace Pabal.Bench.Processes;

/// <summary>Finds ports for programs that can't choose one themselves.</summary>
internal static class LoopbackPort
{
    /// <summary>Different ports of 127.0.0.1 that nobody listens on at the moment.</summary>
    public static int[] Find(int count)
    {
        // All are held until the last is found, so that none is given out twice.
        var listeners = new List<TcpListener>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listeners.Add(listener);
                listener.Start();
            }
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
