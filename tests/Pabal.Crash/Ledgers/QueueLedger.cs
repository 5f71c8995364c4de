namespace Pabal.Crash.Ledgers;

/// <summary>What a queue may hold: every copy that was sent to it and is not known to be gone. Guarded by its ledger.</summary>
internal sealed class QueueLedger(string name, bool automatic)
{
    public string Name => name;

    /// <summary>
    /// Consumed with automatic acknowledgement: what was on its way to the consumer may be gone, and that is the queue's head.
    /// </summary>
    public bool IsAutomatic => automatic;

    public Dictionary<long, MessageCopy> Copies { get; } = [];
}
