using Mailroom.Chaos.Ledgers;

namespace Mailroom.Chaos.Checking;

/// <summary>Compares the mails that are stored with those that were offered to the bot.</summary>
internal sealed class ReceivingCheck(ChaosLedger ledger)
{
    public void Run(IReadOnlyList<string> stored)
    {
        var counts = stored.GroupBy(subject => subject, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
        foreach (var (subject, isTaken) in ledger.Injected)
        {
            var count = counts.GetValueOrDefault(subject);
            if (count == 0 && isTaken)
                ledger.Report(ViolationKind.ReceivedLost, subject, "was taken, and is not stored");
            // One whose sender got no answer may be stored or not, and its sender delivers it anew.
            if (count > 1)
                ledger.Report(ViolationKind.ReceivedTwice, subject, $"is stored {count} times");
        }
        foreach (var subject in counts.Keys.Where(subject => !ledger.Injected.ContainsKey(subject)))
            ledger.Report(ViolationKind.ReceivedTwice, subject, "is stored, and was never offered");
    }
}
