using Mailroom.Bot.Configuration;
using Mailroom.Mail.Listening;
using Mailroom.Mail.Receiving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Receiving;

/// <summary>Fetches mail from the mailboxes and takes what is delivered by SMTP.</summary>
internal sealed partial class ReceivingService(
    BotOptions options, BotBroker broker, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private const ushort StoredConcurrency = 16;

    // Delivered by SMTP; also what the API shows.
    private const string SmtpSource = "smtp";

    private readonly ILogger logger = loggers.CreateLogger<ReceivingService>();
    private readonly StoredSignals stored = new(time, 2 * options.StoredTimeout);
    private SmtpListener? listener;

    /// <summary>Where mail is delivered to; null before the start, or when nothing is.</summary>
    public System.Net.IPEndPoint? EndPoint => listener?.EndPoint;

    /// <exception cref="InvalidSettingException">The port can't be had.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Listen is { } listen)
        {
            try
            {
                listener = SmtpListener.Listen(listen, time, loggers.CreateLogger<SmtpListener>());
            }
            catch (System.Net.Sockets.SocketException exception)
            {
                throw new InvalidSettingException(
                    $"Bot:Listen:EndPoint is {listen.EndPoint}, which can't be listened on: {exception.Message}");
            }
            LogListening(listener.EndPoint);
        }
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        if (listener is not null)
            running.Add(listener.RunAsync(Handler(SmtpSource, null), stoppingToken));
        foreach (var account in options.Imap)
        {
            var receiver = new MailKitReceiver(account.Receiver, time, loggers.CreateLogger<MailKitReceiver>());
            running.Add(receiver.RunAsync(Handler(account.Name, stored), stoppingToken));
        }
        if (options.Imap.Count > 0)
            running.Add(broker.Consumer.RunAsync(null, StoredConcurrency, stored, stored.SetListening, stoppingToken));
        await Task.WhenAll(running);
    }

    private ReceivedMailPublisher Handler(string source, StoredSignals? signals) =>
        new(source, signals, options.StoredTimeout, broker.Publisher, time);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail is taken by SMTP at {EndPoint}")]
    private partial void LogListening(System.Net.IPEndPoint endPoint);
}
