using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mailroom.Servers;

/// <summary>Tells Postfix which recipients to refuse, and how often, by its policy delegation protocol; for greylisting and the like.</summary>
public sealed class PolicyServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, LoopbackPort.FindFree());
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, Refusal> refusals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task accepting;

    public PolicyServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Has a recipient refused.</summary>
    /// <param name="recipient">Its address.</param>
    /// <param name="reply">What the client is told, such as "450 4.2.0 Greylisted".</param>
    /// <param name="times">After that it is taken.</param>
    public void Refuse(string recipient, string reply, int times)
    {
        lock (gate)
            refusals[recipient] = new Refusal(reply, times);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    // A request is a line for each attribute and an empty one; so is the answer.
    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        try
        {
            var recipient = "";
            while (await reader.ReadLineAsync(stopping.Token) is { } line)
            {
                if (line.StartsWith("recipient=", StringComparison.Ordinal))
                    recipient = line["recipient=".Length..];
                if (line.Length == 0)
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"action={Decide(recipient)}\n\n"), stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Postfix or the test has ended.
        }
    }

    private string Decide(string recipient)
    {
        lock (gate)
        {
            if (!refusals.TryGetValue(recipient, out var refusal) || refusal.Times == 0)
                return "DUNNO";
            refusals[recipient] = refusal with { Times = refusal.Times - 1 };
            return refusal.Reply;
        }
    }

    private sealed record Refusal(string Reply, int Times);
}
