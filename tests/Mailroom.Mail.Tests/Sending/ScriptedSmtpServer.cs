using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mailroom.Mail.Tests.Sending;

/// <summary>Answers as a test wants, which real servers don't.</summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    /// <summary>Stands for the final dot where a test decides on answers.</summary>
    public const string Dot = ".";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task ended;
    private int connections;

    public ScriptedSmtpServer()
    {
        listener.Start();
        ended = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref connections);

    public string[] Capabilities { get; set; } = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>Answers a command; an empty answer closes the connection, null leaves it to the server.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>Runs before an answer is sent.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<string> Contents { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await ended;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                sessions.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var served = client;
        served.NoDelay = true;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            await SendAsync(stream, Answer("connect") ?? "220 scripted.test");
            var hasSender = false;
            while (await reader.ReadLineAsync(stop.Token) is { } command)
            {
                Commands.Enqueue(command);
                await Before(command).WaitAsync(stop.Token);
                var isRcpt = command.StartsWith("RCPT", StringComparison.Ordinal);
                var answer = isRcpt && !hasSender ? "503 5.5.1 MAIL first" : Answer(command) ?? Usual(command);
                if (command.StartsWith("MAIL", StringComparison.Ordinal))
                    hasSender = answer.StartsWith("250", StringComparison.Ordinal);
                if (answer.Length == 0)
                    return;
                await SendAsync(stream, answer);
                if (answer.StartsWith("354", StringComparison.Ordinal) && !await TakeContentAsync(stream, reader))
                    return;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has closed, or the test is over.
        }
    }

    private async Task<bool> TakeContentAsync(NetworkStream stream, StreamReader reader)
    {
        if (Answer("content") is "")
            return false;
        var content = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != Dot)
            content.Append(line).Append("\r\n");
        Commands.Enqueue(Dot);
        await Before(Dot).WaitAsync(stop.Token);
        Contents.Enqueue(content.ToString());
        var answer = Answer(Dot) ?? "250 2.0.0 Ok: taken";
        if (answer.Length == 0)
            return false;
        await SendAsync(stream, answer);
        return !answer.StartsWith("421", StringComparison.Ordinal);
    }

    private string Usual(string command)
    {
        if (command.StartsWith("EHLO", StringComparison.Ordinal))
            return string.Join("\r\n", Capabilities.Prepend("scripted.test").Select((line, i) => (i == Capabilities.Length ? "250 " : "250-") + line));
        if (command == "DATA")
            return "354 Go on";
        return command == "QUIT" ? "221 2.0.0 Bye" : "250 2.1.0 Ok";
    }

    private async Task SendAsync(NetworkStream stream, string answer) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), stop.Token);
}
