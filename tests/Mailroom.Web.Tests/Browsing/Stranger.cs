using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Mailroom.Web.Tests.Browsing;

/// <summary>Somebody on the network who hears whom a mail makes the browser talk to.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public Stranger()
    {
        listener.Start();
        _ = HearAllAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The first line of each connection; empty for one on which nothing was said.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public void Dispose() => listener.Dispose();

    private async Task HearAllAsync()
    {
        try
        {
            while (true)
                _ = HearAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HearAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream()))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                Heard.Enqueue(await reader.ReadLineAsync(patience.Token) ?? "");
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                Heard.Enqueue("");
            }
        }
    }
}
