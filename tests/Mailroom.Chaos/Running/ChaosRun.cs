using System.Diagnostics;
using Mailroom.Chaos.Actors;
using Mailroom.Chaos.Checking;
using Mailroom.Chaos.Ledgers;
using Mailroom.Chaos.Sink;

namespace Mailroom.Chaos.Running;

/// <summary>Sends and receives mails while servers are killed, lets everything come to an end, and checks it.</summary>
internal sealed class ChaosRun(ChaosOptions options, string folder, TextWriter output)
{
    // As many as the bot sends at the same time.
    private const int Concurrency = 8;

    private readonly ChaosLedger ledger = new();
    private readonly Seeds seeds = new(options.Seed);
    private readonly Pace pace = new();

    public async Task<ChaosResult> RunAsync(CancellationToken cancellation)
    {
        await using var site = await Site.StartAsync(options, folder);
        using var api = new ApiReader(site);
        var started = Stopwatch.GetTimestamp();
        var kills = await DisturbAsync(site, cancellation);
        var killing = Stopwatch.GetElapsedTime(started);
        await new Settling(ledger, api, output).RunAsync(cancellation);
        var settling = Stopwatch.GetElapsedTime(started) - killing;
        var messages = await api.MessagesAsync(cancellation);
        // What it has not settled goes back to the queues, and is seen there.
        await site.Bot.StopAsync();
        await new QueueCheck(ledger, site).RunAsync(cancellation);
        var stored = await api.ReceivedAsync(cancellation);
        var taken = TakenMails.Read(site.Sink.TakenFile);
        Check(messages, stored, taken, kills);
        return new ChaosResult
        {
            Violations = ledger.Violations,
            Kills = kills,
            States = messages.CountBy(message => message.State).ToDictionary(StringComparer.Ordinal),
            Attempts = messages.Sum(message => message.Timeline.Count(entry => entry.Kind == "started")),
            Taken = taken.Values.Sum(),
            UncertainTaken = messages.Count(message => message.State == "uncertain" && taken.ContainsKey(message.Subject)),
            TakenAgain = taken.Values.Count(count => count > 1),
            Injected = ledger.Injected.Count(mail => mail.Value),
            Unanswered = ledger.Injected.Count(mail => !mail.Value),
            Stored = stored.Count,
            Elapsed = (killing, settling),
        };
    }

    private async Task<IReadOnlyDictionary<string, int>> DisturbAsync(Site site, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var killer = new Killer(ledger, pace, site, options.Kills, seeds.For(1), output);
        List<Task> actors =
        [
            killer.RunAsync(stopping.Token),
            new HttpSenders(ledger, pace, site, options, seeds.For(2)).RunAsync(stopping.Token),
            new SmtpInjector(ledger, pace, site, options).RunAsync(stopping.Token),
        ];
        if (site.Dovecot is { } dovecot)
            actors.Add(new MailboxInjector(ledger, pace, dovecot, options).RunAsync(stopping.Token));
        try
        {
            // The first that fails ends the others, which would wait for it.
            await foreach (var ended in Task.WhenEach(actors))
                await ended;
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(actors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return killer.Counts;
    }

    private void Check(
        IReadOnlyList<FoundMessage> messages, IReadOnlyList<string> stored, IReadOnlyDictionary<string, int> taken,
        IReadOnlyDictionary<string, int> kills)
    {
        new SendingCheck(ledger, taken, options.IsSentAgain).Run(messages);
        new ReceivingCheck(ledger).Run(stored);
        if (ledger.Accepted.Count != options.Mails)
            ledger.Report(ViolationKind.Lost, "all", $"{ledger.Accepted.Count} of {options.Mails} mails were accepted");
        // Only a bot or mail server that dies in the middle of an attempt leaves it uncertain.
        var uncertain = messages.Sum(message => message.UncertainAttempts);
        var possible = (kills.GetValueOrDefault("bot") + kills.GetValueOrDefault("mail server")) * Concurrency;
        if (uncertain > possible)
            ledger.Report(ViolationKind.Uncertain, "all", $"{uncertain} attempts are uncertain, of {possible} that can be");
    }
}
