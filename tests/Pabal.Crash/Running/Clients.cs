namespace Pabal.Crash.Running;

/// <summary>How clients connect: without recovery, and with short deadlines.</summary>
internal static class Clients
{
    public static Task<IConnection> ConnectAsync(Uri broker) =>
        new ConnectionFactory
        {
            Uri = broker,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ContinuationTimeout = TimeSpan.FromSeconds(20),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(10),
        }.CreateConnectionAsync();
}
