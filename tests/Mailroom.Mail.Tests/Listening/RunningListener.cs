using System.Net;
using Mailroom.Mail.Listening;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mail.Tests.Listening;

/// <summary>A listener at work on a port of its own.</summary>
internal sealed class RunningListener : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SmtpListener listener;

    private RunningListener(SmtpListenerOptions options, TimeProvider? time)
    {
        listener = SmtpListener.Listen(options with { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, time, Faults);
        Ended = listener.RunAsync(Handler, stop.Token);
    }

    public TestHandler Handler { get; } = new();

    public LineLog<SmtpListener> Faults { get; } = new(LogLevel.Error);

    public int Port => listener.EndPoint.Port;

    public Task Ended { get; }

    public static RunningListener Start(SmtpListenerOptions? options = null, TimeProvider? time = null) =>
        new(options ?? new SmtpListenerOptions(), time);

    public void Stop() => stop.Cancel();

    public Task<SmtpTestClient> ConnectAsync() => SmtpTestClient.ConnectAsync(Port);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Ended.WithinAsync();
        listener.Dispose();
        stop.Dispose();
    }
}
