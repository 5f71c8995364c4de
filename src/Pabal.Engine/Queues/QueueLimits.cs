using Pabal.Engine.Definitions;
using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// How much may wait in a queue, and what happens when there is more. Messages that were delivered don't count; dead letters do where
/// they are kept and publishes refused, as in RabbitMQ: else nothing would hold up whoever publishes what no queue takes in the end.
/// </summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class QueueLimits(Queue queue, QueueLanes lanes)
{
    private long? maxLength;
    private long? maxOctets;
    private Overflow overflow;
    private bool deadLetters;
    private bool keepsDeadLetters;

    /// <summary>The head is dropped when there is too much.</summary>
    public bool Drops { get; private set; }

    /// <summary>What finds no room is refused.</summary>
    public bool Refuses { get; private set; }

    /// <summary>What is refused is dead-lettered.</summary>
    public bool DeadLettersRefused => overflow == Overflow.RejectPublishDeadLetter;

    /// <summary>There is so much that the head has to go.</summary>
    public bool MustDrop => Drops && (lanes.Count > maxLength || lanes.BodyOctets > maxOctets);

    /// <summary>Nobody needs to know what is dropped.</summary>
    public bool DropsUnread => maxOctets is null && !deadLetters;

    /// <summary>Messages that are too many.</summary>
    public long Excess => lanes.Count - maxLength.GetValueOrDefault();

    public void Apply(QueueSettings settings)
    {
        (maxLength, maxOctets, overflow) = (settings.MaxLength, settings.MaxLengthBytes, settings.Overflow);
        deadLetters = settings.DeadLetterExchange is not null;
        keepsDeadLetters = settings.KeepsDeadLetters;
        Refuses = settings.RefusesPublishes;
        Drops = !Refuses && (maxLength ?? maxOctets) is not null;
        lanes.CountBodies(maxOctets is not null);
    }

    /// <summary>Whether one more may wait; it doesn't matter whether a consumer could take it, as in RabbitMQ.</summary>
    public bool HasRoomFor(in QueueEntry entry) =>
        !(lanes.Count + (Unpublished?.Count ?? 0) >= maxLength)
        && (maxOctets is null || lanes.BodyOctets + (Unpublished?.Octets ?? 0) + queue.Store.Open(entry).BodyLength <= maxOctets);

    private DeadLetters? Unpublished => keepsDeadLetters ? queue.DeadLetters : null;
}
