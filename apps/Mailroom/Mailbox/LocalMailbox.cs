using System.Net;
using Mailroom.Mail;
using Mailroom.Mail.Listening;
using Mailroom.Mail.Sending;
using Microsoft.Extensions.Logging;

namespace Mailroom.Mailbox;

/// <summary>
/// A mail server for trying things out: it takes mail for any address and returns it to a listener for received mail. It keeps
/// nothing: a mail is taken when the listener has taken it. Mail to later@ is refused the first times, mail to never@ always.
/// </summary>
internal sealed class LocalMailbox : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly SmtpListener listener;
    private readonly MailKitSender sender;
    private readonly Task running;

    private LocalMailbox(SmtpListener listener, MailKitSender sender, ILogger<MailReturner> logger)
    {
        this.listener = listener;
        this.sender = sender;
        running = listener.RunAsync(new MailReturner(sender, new Postponement(), logger), stopping.Token);
    }

    /// <summary>Where mail is sent to.</summary>
    public IPEndPoint EndPoint => listener.EndPoint;

    /// <param name="endPoint">Where it listens.</param>
    /// <param name="returnTo">Where mail is returned to.</param>
    /// <param name="loggers">Told of what can't be returned.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The port can't be had.</exception>
    public static LocalMailbox Start(IPEndPoint endPoint, IPEndPoint returnTo, ILoggerFactory loggers)
    {
        var bound = SmtpListener.Listen(
            new SmtpListenerOptions
            {
                EndPoint = endPoint,
                HostName = "mailbox.localhost",
                AcceptsRecipient = address => !address.StartsWith("never@", StringComparison.OrdinalIgnoreCase),
                StopTimeout = TimeSpan.FromSeconds(5),
            },
            logger: loggers.CreateLogger<SmtpListener>());
        var server = new MailServerOptions { Host = returnTo.Address.ToString(), Port = returnTo.Port, Tls = TlsMode.None };
        var onward = new MailKitSender(
            new SmtpSenderOptions { Server = server, LocalName = "mailbox.localhost" }, logger: loggers.CreateLogger<MailKitSender>());
        return new LocalMailbox(bound, onward, loggers.CreateLogger<MailReturner>());
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        listener.Dispose();
        await sender.DisposeAsync();
        stopping.Dispose();
    }
}
