using System.Diagnostics;

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

    /// <summary>From 0 on; a queue with priorities has the highest first.</summary>
    public int Priority { get; set; }

    /// <summary>When its sender sent it, and how long the broker has to wait before it routes it; null when not at all.</summary>
    public (long SentAt, TimeSpan Delay)? Delay { get; set; }

    public List<MessageCopy> Copies { get; } = [];

    /// <summary>Its delay, which begins when the broker gets it, can't be over. The broker counts whole milliseconds.</summary>
    public bool IsEarly => Delay is var (sentAt, delay) && Stopwatch.GetElapsedTime(sentAt) < delay - TimeSpan.FromMilliseconds(2);

    /// <summary>It must survive a crash.</summary>
    public bool IsCertain => persistent && publication.State == PublicationState.Certain;
}
