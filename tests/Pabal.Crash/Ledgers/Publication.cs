namespace Pabal.Crash.Ledgers;

/// <summary>What takes effect as one: a message in all its queues, or a transaction. Guarded by its ledger.</summary>
internal sealed class Publication
{
    public PublicationState State { get; set; } = PublicationState.Prepared;

    public List<Message> Messages { get; } = [];

    /// <summary>What the transaction acknowledges.</summary>
    public List<MessageCopy> Settles { get; } = [];

    public IEnumerable<MessageCopy> Copies => Messages.SelectMany(message => message.Copies);
}
