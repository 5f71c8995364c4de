using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Durability;

/// <summary>Takes messages in order, numbers them, and has an account of them in the log: a lane of a queue, or the delayed messages.</summary>
/// <remarks>Thread-safe: each has a lock of its own, or its queue's.</remarks>
internal interface IMessageLane
{
    MessageStore Store { get; }

    /// <summary>What the log knows of it; null when nothing is kept.</summary>
    QueueJournal? Journal { get; }

    /// <summary>That of all its messages.</summary>
    byte Priority { get; }

    /// <summary>Takes over messages that the log is to know nothing of, with one reference to each.</summary>
    EnqueueResult Publish(ReadOnlySpan<QueueEntry> entries, FlushSet touched);

    /// <summary>Takes over messages, of which some are to be logged; nobody gets them before <see cref="OnLogged"/>.</summary>
    /// <param name="entries">The messages, with one reference to each, which the caller keeps when the lane is gone.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    /// <param name="first">The first one's number; the others follow one by one.</param>
    EnqueueResult Enqueue(ReadOnlySpan<QueueEntry> entries, FlushSet touched, out ulong first);

    /// <summary>Notes where the messages that were enqueued are in the log.</summary>
    void OnLogged(ReadOnlySpan<MessageExtent> extents, FlushSet touched);

    /// <summary>Takes over what was recovered.</summary>
    /// <returns>How many messages.</returns>
    int Recover(ExtentList extents, SettledMessages settled, ulong next, ulong redeliveredEnd);

    /// <summary>Adds all that is settled of the log's messages to a record.</summary>
    void WriteSettled(RecordBuffer record, List<(ulong First, ulong End)> ranges);

    /// <summary>Adds how far delivering has got to a record.</summary>
    void WriteDelivered(RecordBuffer record);

    /// <summary>Which of some messages are not settled and lie in a file of the log.</summary>
    void FindLive(Journal log, int file, ulong first, Span<bool> live);

    /// <summary>Puts copies in the place of all messages in a file of the log that is to go.</summary>
    void Move(Journal log, int file, List<MessageExtent> copies);
}
