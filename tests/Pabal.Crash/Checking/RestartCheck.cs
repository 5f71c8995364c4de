using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Checking;

/// <summary>
/// Compares what is in the queues after a restart with the ledger, and settles there what was uncertain: what is found has to
/// stay from now on, and what is not must not come back. Nobody else may use the ledger meanwhile.
/// </summary>
internal sealed class RestartCheck(Ledger ledger)
{
    private readonly HashSet<MessageCopy> seen = [];

    public QueueReading Read(string queue) => new(ledger, queue, seen);

    /// <summary>After all queues have been read: reports what is missing, and brings the ledger up to date.</summary>
    public void Conclude()
    {
        lock (ledger.Gate)
        {
            foreach (var queue in ledger.Queues)
                CheckMissing(queue);
            foreach (var publication in ledger.Messages.Select(message => message.Publication).Distinct().ToList())
                Resolve(publication);
            foreach (var copy in ledger.Queues.SelectMany(queue => queue.Copies.Values).ToList())
                Resolve(copy);
        }
    }

    private void CheckMissing(QueueLedger queue)
    {
        var first = queue.IsAutomatic ? FirstSeen(queue) : null;
        foreach (var copy in queue.Copies.Values.Where(copy => copy.IsOwed && !seen.Contains(copy)))
        {
            if (first is null)
                ledger.Report(ViolationKind.Lost, copy, "is not there");
            else if (first.TryGetValue(copy.Message.Publisher, out var id) && copy.Message.Id > id)
                ledger.Report(ViolationKind.Lost, copy, $"is not there, but {id} is, which would have been delivered before it");
        }
    }

    private Dictionary<int, long> FirstSeen(QueueLedger queue) =>
        queue.Copies.Values.Where(seen.Contains).GroupBy(copy => copy.Message.Publisher)
            .ToDictionary(copies => copies.Key, copies => copies.Min(copy => copy.Message.Id));

    private void Resolve(Publication publication)
    {
        // What else may have taken a copy away says nothing about the publication.
        var missing = publication.Copies.FirstOrDefault(copy =>
            !seen.Contains(copy) && !copy.IsSettled && !copy.Queue.IsAutomatic && copy.Message.IsPersistent);
        var present = publication.Copies.FirstOrDefault(seen.Contains);
        var settles = publication.Settles.Where(copy => copy.SettledBy == publication).ToList();
        var settled = settles.Find(copy => !seen.Contains(copy) && copy.Message.IsCertain);
        var unsettled = settles.Find(seen.Contains);
        if (publication.State == PublicationState.Sent)
        {
            CheckWhole(present ?? settled, missing ?? unsettled, present ?? settled ?? missing ?? unsettled);
            if (present is not null || settled is not null)
                publication.State = PublicationState.Certain;
        }
        else if (publication.State == PublicationState.Certain && unsettled is not null)
        {
            ledger.Report(ViolationKind.Half, unsettled, "is there, although the transaction that acknowledged it was committed");
        }
        publication.Settles.Clear();
    }

    private void CheckWhole(MessageCopy? done, MessageCopy? undone, MessageCopy? named)
    {
        if (done is null || undone is null)
            return;
        ledger.Report(
            ViolationKind.Half, named!,
            $"belongs to a publication of which {Describe(done)}, but {Describe(undone)}");
    }

    private string Describe(MessageCopy copy) =>
        $"message {copy.Message.Id} is {(seen.Contains(copy) ? "" : "not ")}in {copy.Queue.Name}";

    private void Resolve(MessageCopy copy)
    {
        if (!seen.Contains(copy))
        {
            ledger.Remove(copy);
            return;
        }
        copy.IsSettled = false;
        copy.SettledBy = null;
        copy.WasDelivered = true;
        copy.Holder = null;
    }
}
