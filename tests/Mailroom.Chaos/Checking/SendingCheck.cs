using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Checking;

/// <summary>Compares what clients were told and what the API says of each mail with what the mail server has taken.</summary>
/// <param name="ledger">What clients were told; told of what is wrong.</param>
/// <param name="taken">How often the mail server has taken each mail.</param>
/// <param name="isSentAgain">Uncertain mails are sent again, which may send them twice.</param>
internal sealed class SendingCheck(ChaosLedger ledger, IReadOnlyDictionary<string, int> taken, bool isSentAgain)
{
    private static readonly string[] endings = ["sent", "failed", "uncertain", "deferred"];

    public void Run(IReadOnlyList<FoundMessage> messages)
    {
        var bySubject = messages.ToLookup(message => message.Subject, StringComparer.Ordinal);
        foreach (var (subject, id) in ledger.Accepted)
        {
            var found = bySubject[subject].ToList();
            if (!found.Exists(message => message.Id == id))
                ledger.Report(ViolationKind.Lost, subject, $"was accepted as {id}, and does not exist");
            if (found.Count > 1)
                ledger.Report(ViolationKind.AcceptedTwice, subject, $"exists as {string.Join(" and ", found.Select(message => message.Id))}");
        }
        foreach (var message in messages)
        {
            CheckTaken(message);
            CheckTimeline(message);
        }
        foreach (var subject in taken.Keys.Where(subject => !bySubject.Contains(subject)))
            ledger.Report(ViolationKind.Lost, subject, "was taken by the mail server, and the API doesn't know it");
    }

    private void CheckTaken(FoundMessage message)
    {
        var count = taken.GetValueOrDefault(message.Subject);
        switch (message.State)
        {
            case "sent" when count == 0:
                Report(ViolationKind.NotSent, message, "is sent, and the mail server has not taken it");
                break;
            case "cancelled" when count > 0 || !ledger.IsCancelled(message.Subject):
                Report(ViolationKind.Cancelled, message, $"is cancelled, and the mail server has taken it {count} times");
                break;
            case "sent" or "uncertain" or "cancelled":
                break;
            case "failed":
                Report(ViolationKind.Failed, message, "has failed");
                break;
            default:
                Report(ViolationKind.Unsettled, message, "has come to no end");
                break;
        }
        // An attempt that ended in uncertainty may have sent it; where that is said, a second mail is no secret.
        var allowed = isSentAgain ? 1 + message.UncertainAttempts : 1;
        if (count > allowed)
            Report(ViolationKind.SentTwice, message, $"was taken {count} times by the mail server, which may be {allowed}");
    }

    private void CheckTimeline(FoundMessage message)
    {
        foreach (var entries in message.Timeline.GroupBy(entry => entry))
        {
            // Cancelling what is uncertain has it told again, as uncertain for good.
            var isTwice = entries.Count() > (entries.Key.Kind == "uncertain" && ledger.IsCancelled(message.Subject) ? 2 : 1);
            if (isTwice && entries.Key.Attempt is not null)
                Report(ViolationKind.Timeline, message, $"tells {entries.Count()} times of attempt {entries.Key.Attempt}: {entries.Key.Kind}");
        }
        foreach (var attempt in message.Timeline.Where(entry => endings.Contains(entry.Kind)).GroupBy(entry => entry.Attempt))
        {
            var kinds = attempt.Select(entry => entry.Kind).Distinct().ToList();
            // What was uncertain may turn out to be known after all.
            kinds.Remove("uncertain");
            if (kinds.Count > 1)
                Report(ViolationKind.Timeline, message, $"tells that attempt {attempt.Key} was {string.Join(" and ", kinds)}");
        }
        if (message.State is "sent" or "uncertain" && !message.Timeline.Any(entry => entry.Kind == message.State))
            Report(ViolationKind.Timeline, message, $"is {message.State}, of which its timeline tells nothing");
    }

    private void Report(ViolationKind kind, FoundMessage message, string detail) => ledger.Report(
        kind, message.Subject,
        $"{detail}: {message.Id} {message.State}, {string.Join(", ", message.Timeline.Select(entry => $"{entry.Kind} {entry.Attempt}".Trim()))}");
}
