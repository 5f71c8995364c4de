using Pabal.Crash.Checking;
using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Tests;

/// <summary>A made-up history: what clients did, and what a broker then has after a crash.</summary>
internal sealed class History
{
    public const string Queue = "queue";
    public const string Other = "other";
    public const string Automatic = "automatic";

    public History()
    {
        Ledger.Add(Queue);
        Ledger.Add(Other);
        Ledger.Add(Automatic, automatic: true);
    }

    public Ledger Ledger { get; } = new();

    public IEnumerable<ViolationKind> Found => Ledger.Violations.Select(violation => violation.Kind);

    /// <summary>Publishes a message, and has it confirmed.</summary>
    public Message Confirmed(params string[] queues)
    {
        var message = Sent(queues);
        Ledger.Confirm(message.Publication);
        return message;
    }

    /// <summary>Publishes a message that is not confirmed.</summary>
    public Message Sent(params string[] queues)
    {
        var publication = new Publication();
        var message = Prepared(publication, queues);
        Ledger.Send(publication);
        return message;
    }

    public Message Prepared(Publication publication, params string[] queues) =>
        Ledger.Prepare(publication, publisher: 1, length: 20, persistent: true, queues.Length > 0 ? queues : [Queue]);

    public MessageCopy Delivered(Message message, Session session, bool redelivered = false) =>
        Ledger.Deliver(MessageBody.Create(message), redelivered, session).ShouldNotBeNull();

    public MessageCopy Settled(Message message, string queue = Queue)
    {
        var copy = message.Copies.Single(copy => copy.Queue.Name == queue);
        Ledger.Settle([copy]);
        return copy;
    }

    /// <summary>The broker crashes, and has these messages in its queues afterwards.</summary>
    public void RestartWith(params (string Queue, Message[] Messages)[] contents)
    {
        var check = new RestartCheck(Ledger);
        foreach (var (queue, messages) in contents)
        {
            var reading = check.Read(queue);
            foreach (var message in messages)
                reading.Observe(MessageBody.Create(message), redelivered: true);
        }
        check.Conclude();
    }

    /// <summary>The broker crashes, and has these messages in the one queue and none elsewhere.</summary>
    public void Restart(params Message[] messages) => RestartWith((Queue, messages));
}
