using System.Diagnostics;
using System.Net.Sockets;
using Pabal.Bench.Amqp;
using Pabal.Bench.Processes;
using Pabal.Wire.Amqp;

namespace Pabal.Bench.Brokers;

/// <summary>Waits until a broker serves clients.</summary>
internal static class BrokerProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <returns>What the broker says about itself.</returns>
    /// <exception cref="BenchException">It ended, or didn't serve within two minutes.</exception>
    public static async Task<FieldTable> WaitAsync(ChildProcess process, int port, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Timeout && !process.HasExited;)
        {
            try
            {
                using var client = AmqpClient.Connect(port);
                return client.ServerProperties;
            }
            catch (SocketException)
            {
                await Task.Delay(50, cancellation);
            }
        }
        throw new BenchException($"the broker on port {port} doesn't serve: {process.LastOutput}");
    }
}
