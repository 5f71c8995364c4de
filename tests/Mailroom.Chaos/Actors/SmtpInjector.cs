using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Running;
using Mailroom.Mail;
using Mailroom.Mail.Sending;

namespace Mailroom.Chaos.Actors;

/// <summary>
/// Delivers mails to the bot by SMTP, each until it is told that it was taken. Every delivery has a subject of its own, so that it is known
/// which of them are to be stored.
/// </summary>
internal sealed class SmtpInjector(ChaosLedger ledger, Pace pace, Site site, ChaosOptions options)
{
    private const int Clients = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int next;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var sender = new MailKitSender(new SmtpSenderOptions
        {
            Server = new MailServerOptions { Host = "127.0.0.1", Port = site.BotPort, Tls = TlsMode.None },
            MaxConnections = Clients,
            ReplyTimeout = TimeSpan.FromSeconds(30),
        });
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => RunClientAsync(sender, cancellation)));
    }

    private async Task RunClientAsync(MailKitSender sender, CancellationToken cancellation)
    {
        while (Interlocked.Increment(ref next) - 1 is var item && item < options.BySmtp)
        {
            await pace.WaitAsync(item, options.BySmtp, cancellation);
            for (var delivery = 1; !await TryDeliverAsync(sender, $"smtp-{item:D6}-{delivery}", cancellation); delivery++)
                await Task.Delay(Pause, cancellation);
        }
    }

    private async Task<bool> TryDeliverAsync(MailKitSender sender, string subject, CancellationToken cancellation)
    {
        ledger.Inject(subject);
        var envelope = new MailEnvelope("outside@client.test", ["inbox@example.test"]);
        var result = await sender.SendAsync(new OutgoingMail(envelope, InjectedMail.Compose(subject)), cancellation);
        if (result.Outcome == SendOutcome.PermanentFailure)
            ledger.Report(ViolationKind.Refused, subject, result.Reply?.ToString() ?? result.Problem ?? "");
        if (result.Outcome == SendOutcome.Accepted)
            ledger.Take(subject);
        return result.Outcome is SendOutcome.Accepted or SendOutcome.PermanentFailure;
    }
}
