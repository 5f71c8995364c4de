namespace Pabal.Crash.Ledgers;

/// <summary>
/// What clients have done and seen, written down before each step that can have an effect and after each answer. Everything
/// in it is guarded by <see cref="Gate"/>; while the broker is down and checked nobody else uses it.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<long, Message> messages = [];
    private readonly Dictionary<string, QueueLedger> queues = new(StringComparer.Ordinal);
    private readonly List<Violation> violations = [];
    private long lastId;

    public Lock Gate { get; } = new();

    /// <summary>
    /// The broker closes its connections, one before the other: what it doesn't read there any more is not settled, and goes
    /// to those that are still open.
    /// </summary>
    public bool IsStopping { get; set; }

    public LedgerCounts Counts { get; } = new();

    public IReadOnlyCollection<Message> Messages => messages.Values;

    public IReadOnlyCollection<QueueLedger> Queues => queues.Values;

    public IReadOnlyList<Violation> Violations
    {
        get
        {
            lock (Gate)
                return [.. violations];
        }
    }

    public QueueLedger Add(string queue, bool automatic = false) => queues[queue] = new QueueLedger(queue, automatic);

    public void Report(ViolationKind kind, string place, string detail)
    {
        lock (Gate)
            violations.Add(new Violation(kind, place, detail));
    }

    /// <summary>A message that is about to be sent to these queues.</summary>
    public Message Prepare(
        Publication publication, int publisher, int length, bool persistent = true, params IEnumerable<string> targets)
    {
        lock (Gate)
        {
            var message = new Message(++lastId, publisher, length, persistent, publication);
            foreach (var target in targets)
            {
                var copy = new MessageCopy(message, queues[target]);
                message.Copies.Add(copy);
                copy.Queue.Copies.Add(message.Id, copy);
            }
            messages.Add(message.Id, message);
            publication.Messages.Add(message);
            Counts.Published++;
            return message;
        }
    }

    /// <summary>The message, or the commit of the transaction, is about to be sent.</summary>
    public void Send(Publication publication)
    {
        lock (Gate)
        {
            publication.State = PublicationState.Sent;
            foreach (var copy in publication.Settles)
                Settle(copy, publication);
        }
    }

    public void Confirm(Publication publication)
    {
        lock (Gate)
        {
            publication.State = PublicationState.Certain;
            Counts.Confirmed += publication.Messages.Count;
        }
    }

    /// <summary>A message has come.</summary>
    /// <returns>Null when it can't be one of the queue's, or comes too late to count.</returns>
    public MessageCopy? Deliver(ReadOnlySpan<byte> body, bool redelivered, Session session)
    {
        lock (Gate)
        {
            if (session.HasEnded || Find(session.Queue, body) is not { } copy)
                return null;
            CheckDelivery(copy, redelivered, session);
            copy.IsSettled = false;
            copy.SettledBy = null;
            copy.WasDelivered = true;
            copy.Holder = session.IsAutomatic ? null : session;
            if (session.IsAutomatic)
                Settle(copy, null);
            return copy;
        }
    }

    /// <summary>An acknowledgement, or a rejection without requeue, is about to be sent.</summary>
    public void Settle(IEnumerable<MessageCopy> copies)
    {
        lock (Gate)
        {
            foreach (var copy in copies)
                Settle(copy, null);
        }
    }

    /// <summary>They are about to be given back.</summary>
    public void Return(IEnumerable<MessageCopy> copies)
    {
        lock (Gate)
        {
            foreach (var copy in copies)
                copy.Holder = null;
        }
    }

    /// <summary>A consumer is about to end: what it holds goes back.</summary>
    public void End(Session session)
    {
        lock (Gate)
        {
            session.HasEnded = true;
            foreach (var copy in queues[session.Queue].Copies.Values.Where(copy => copy.Holder == session))
                copy.Holder = null;
        }
    }

    /// <summary>The queue is about to be purged or deleted.</summary>
    public void Empty(string queue)
    {
        lock (Gate)
        {
            foreach (var copy in queues[queue].Copies.Values)
                copy.IsSettled = true;
        }
    }

    /// <summary>The queue is deleted: what it held is gone for ever.</summary>
    public void Drop(string queue)
    {
        lock (Gate)
        {
            foreach (var copy in queues[queue].Copies.Values.ToList())
                Remove(copy);
        }
    }

    /// <summary>The message that a body tells of, where it can be in the queue. The gate must be held.</summary>
    public MessageCopy? Find(string queue, ReadOnlySpan<byte> body)
    {
        var id = MessageBody.ReadId(body);
        if (!queues[queue].Copies.TryGetValue(id, out var copy))
        {
            var why = id > 0 && id <= lastId ? "was gone, or never was in this queue" : "was never published";
            violations.Add(new Violation(ViolationKind.Resurrected, queue, $"message {id} {why}"));
            return null;
        }
        if (!MessageBody.IsOf(copy.Message, body))
            Report(ViolationKind.Corrupt, copy, $"has {body.Length} octets that are not what was published");
        if (copy.Message.Publication.State == PublicationState.Prepared)
            Report(ViolationKind.Uncommitted, copy, "was never committed");
        if (copy.Message.IsEarly)
            Report(ViolationKind.Early, copy, $"is there, although it was delayed for {copy.Message.Delay?.Delay.TotalMilliseconds} ms");
        return copy;
    }

    /// <summary>How many messages must be in a queue after a crash.</summary>
    public int CountOwed(string queue)
    {
        lock (Gate)
            return queues[queue].Copies.Values.Count(copy => copy.IsOwed);
    }

    public void Report(ViolationKind kind, MessageCopy copy, string what)
    {
        var message = copy.Message;
        violations.Add(new Violation(
            kind, copy.Queue.Name,
            $"message {message.Id} of publisher {message.Publisher} ({message.Length} octets, {message.Publication.State}) {what}"));
    }

    /// <summary>It is known to be gone, and must not come back. The gate must be held.</summary>
    public void Remove(MessageCopy copy)
    {
        copy.Queue.Copies.Remove(copy.Message.Id);
        copy.Message.Copies.Remove(copy);
        if (copy.Message.Copies.Count == 0)
            messages.Remove(copy.Message.Id);
    }

    private void CheckDelivery(MessageCopy copy, bool redelivered, Session session)
    {
        // While the broker stops, the first of two deliveries may well be the second one that is read.
        if (copy.WasDelivered && !redelivered && !IsStopping)
            Report(ViolationKind.Unmarked, copy, $"came to {session.Name} without the mark of a redelivery");
        if (copy.IsSettled && (!IsStopping || copy.SettledBy?.State == PublicationState.Certain))
            Report(ViolationKind.Resurrected, copy, $"came to {session.Name} after it had been settled");
        if (copy.Holder is { } holder && !IsStopping)
            Report(ViolationKind.Duplicated, copy, $"came to {session.Name} while {holder.Name} had it");
        if (!redelivered && !session.IsInOrder(copy.Message))
            Report(ViolationKind.Reordered, copy, $"came to {session.Name} after a later one");
    }

    private void Settle(MessageCopy copy, Publication? by)
    {
        copy.IsSettled = true;
        copy.SettledBy = by;
        copy.Holder = null;
        Counts.Settled++;
    }
}
