namespace Pabal.Crash.Ledgers;

/// <summary>A message in one queue. Guarded by its ledger.</summary>
internal sealed class MessageCopy(Message message, QueueLedger queue)
{
    public Message Message => message;

    public QueueLedger Queue => queue;

    /// <summary>Some client got it.</summary>
    public bool WasDelivered { get; set; }

    /// <summary>Who has it and has not settled or returned it.</summary>
    public Session? Holder { get; set; }

    /// <summary>Its acknowledgement, or what else removes it, was sent: it may be there after a crash, or not.</summary>
    public bool IsSettled { get; set; }

    /// <summary>The transaction that settles it, where one does.</summary>
    public Publication? SettledBy { get; set; }

    /// <summary>It must be there after a crash.</summary>
    public bool IsOwed => message.IsCertain && !IsSettled;
}
