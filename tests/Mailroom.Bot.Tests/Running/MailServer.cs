using System.Net;
using Mailroom.Mail.Listening;
using Mailroom.Mail.Tests;

namespace Mailroom.Bot.Tests.Running;

/// <summary>An SMTP server that takes mail, or not, as the test wants.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly SmtpListener listener;
    private readonly Task ended;

    public MailServer(int port = 0)
    {
        listener = SmtpListener.Listen(new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port) });
        ended = listener.RunAsync(Handler, stop.Token);
    }

    public TestHandler Handler { get; } = new();

    public string Port => $"{listener.EndPoint.Port}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ended.WithinAsync();
        listener.Dispose();
        stop.Dispose();
    }
}
