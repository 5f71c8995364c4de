using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Running;
using Mailroom.Servers;

namespace Mailroom.Chaos.Actors;

/// <summary>Puts mails into the mailbox that the bot empties by IMAP.</summary>
internal sealed class MailboxInjector(ChaosLedger ledger, Pace pace, DovecotServer dovecot, ChaosOptions options)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var item = 0; item < options.ByImap; item++)
        {
            await pace.WaitAsync(item, options.ByImap, cancellation);
            var subject = $"imap-{item:D6}";
            ledger.Inject(subject);
            await dovecot.DeliverAsync(InjectedMail.Compose(subject));
            ledger.Take(subject);
        }
    }
}
