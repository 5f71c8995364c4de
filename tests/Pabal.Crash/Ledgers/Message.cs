namespace Pabal.Crash.Ledgers;

/// <summary>A message that was published. Its id says its place among those of its publisher.</summary>
internal sealed class Message(long id, int publisher, int length, bool persistent, Publication publication)
{
    public long Id => id;

    public int Publisher => publisher;

    /// <summary>Octets of the body.</summary>
    public int Length => length;

    public bool IsPersistent => persistent;

    public Publication Publication => publication;

    public List<MessageCopy> Copies { get; } = [];

    /// <summary>It must survive a crash.</summary>
    public bool IsCertain => persistent && publication.State == PublicationState.Certain;
}
