using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mailroom.Api.Tests.Data;

/// <summary>Answers each connection with the next of some errors, as a PostgreSQL server does that can't serve now.</summary>
internal sealed class RefusingPostgreSql : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    /// <param name="states">SQLSTATE codes; the last one for all further connections.</param>
    public RefusingPostgreSql(params string[] states)
    {
        listener.Start();
        serving = ServeAsync(states);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync(string[] states)
    {
        for (var i = 0; ; i++)
        {
            using var client = await listener.AcceptTcpClientAsync(stopping.Token);
            // The startup message; what it says doesn't matter.
            _ = await client.GetStream().ReadAtLeastAsync(new byte[1024], 8, throwOnEndOfStream: false, stopping.Token);
            await client.GetStream().WriteAsync(Error(states[Math.Min(i, states.Length - 1)]), stopping.Token);
        }
    }

    // ErrorResponse: its type, its length without that, and fields that end with a zero each and one more.
    private static byte[] Error(string state)
    {
        var fields = Encoding.ASCII.GetBytes($"SFATAL\0VFATAL\0C{state}\0Mrefused with {state}\0\0");
        return [(byte)'E', 0, 0, 0, (byte)(fields.Length + 4), .. fields];
    }
}
