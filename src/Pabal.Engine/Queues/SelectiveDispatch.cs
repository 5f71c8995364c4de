using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>
/// Hands out a queue's messages while a consumer has a selector: one by one, each to the next consumer in turn that selects
/// it. What nobody takes is set aside, so that consumers get what lies behind it.
/// </summary>
/// <remarks>
/// Guarded by the queue's lock. Between two runs, a message that is set aside is one that no active consumer selects. Each
/// consumer remembers up to which number it passed over all that is set aside on a lane, so that it is asked only once about
/// each message: again only behind a message that came back while it could take none.
/// </remarks>
internal sealed class SelectiveDispatch(QueueDispatch dispatch, QueueLanes lanes, QueueConsumers consumers, QueueExpiry expiry)
{
    // As many selectors may be asked at the cost of handing out one message.
    private const int ConsumersPerLook = 16;

    private readonly SetAsideRoom room = new();

    // New messages wait on some lane, since no more may be set aside.
    private bool awaitsRoom;

    /// <summary>There is room again, for which the last run had to wait.</summary>
    public bool CanGoOn => awaitsRoom && !room.IsFull && consumers.HaveSelectors;

    /// <summary>Hands out what consumers can take.</summary>
    /// <param name="left">How much to do at most.</param>
    /// <param name="touched">Receives whatever must be flushed.</param>
    /// <returns>How much of that was not done; not above 0 when there may be more to do.</returns>
    public int Run(int left, FlushSet touched)
    {
        awaitsRoom = false;
        var setsAside = true;
        var cost = 1 + (consumers.Count / ConsumersPerLook);
        var lane = lanes.Next();
        for (; lane is not null && left > 0 && consumers.Next(out _) is not null; left -= cost)
        {
            switch (Look(lane, setsAside, touched))
            {
                case SelectiveLook.NoRoom:
                    setsAside = false;
                    awaitsRoom = true;
                    break;
                case SelectiveLook.Removed when CanGoOn:
                    awaitsRoom = false;
                    setsAside = true;
                    lane = lanes.Next();
                    break;
                case SelectiveLook.Unread:
                    lane.LoadLater();
                    return left;
                case SelectiveLook.End:
                    lane.LoadLater();
                    lane = lanes.Below(lane);
                    setsAside = true;
                    break;
            }
        }
        lane?.LoadLater();
        return left;
    }

    // What came back may lie between messages that are set aside.
    private SelectiveLook Look(QueueLane lane, bool setsAside, FlushSet touched)
    {
        var unseen = lane.Waiting.PeekUnseen(out var sequence);
        if (lane.Waiting.Aside is { } aside && aside.TryFind(consumers.PassedOver(lane.Priority), out var place))
        {
            var entry = aside.Get(place, out var earlier);
            if (!setsAside || unseen.IsEmpty || earlier < sequence)
                return LookAgain(lane, place, earlier, entry, touched);
        }
        if (!setsAside)
            return SelectiveLook.End;
        if (unseen.IsEmpty)
            return lane.Waiting.Cold.Count > 0 ? SelectiveLook.Unread : SelectiveLook.End;
        return LookAt(lane, sequence, unseen[0], touched);
    }

    private SelectiveLook LookAt(QueueLane lane, ulong sequence, QueueEntry entry, FlushSet touched)
    {
        if (IsExpired(lane, sequence, entry))
        {
            lane.Waiting.AdvanceUnseen(1);
            dispatch.Discard(lane, sequence, entry, DeathReason.Expired);
            return SelectiveLook.Seen;
        }
        if (Offer(lane, sequence, entry, isAgain: false, touched) is { } consumer)
        {
            lane.Waiting.AdvanceUnseen(1);
            dispatch.OnDelivered(consumer, lane, [entry], sequence);
            return SelectiveLook.Seen;
        }
        if (room.IsFull)
            return SelectiveLook.NoRoom;
        lane.Waiting.PutAside(room);
        consumers.OnSetAside(lane, sequence);
        return SelectiveLook.Seen;
    }

    private SelectiveLook LookAgain(QueueLane lane, int place, ulong sequence, QueueEntry entry, FlushSet touched)
    {
        var isExpired = IsExpired(lane, sequence, entry);
        var consumer = isExpired ? null : Offer(lane, sequence, entry, isAgain: true, touched);
        consumers.OnPassedOver(lane, sequence);
        if (!isExpired && consumer is null)
            return SelectiveLook.Seen;
        lane.Waiting.RemoveAside(place);
        if (consumer is null)
            dispatch.Discard(lane, sequence, entry, DeathReason.Expired);
        else
            dispatch.OnDelivered(consumer, lane, [entry], sequence);
        return SelectiveLook.Removed;
    }

    private bool IsExpired(QueueLane lane, ulong sequence, in QueueEntry entry) =>
        expiry.IsWatching && expiry.IsExpired(lane, sequence, entry);

    /// <returns>Who has taken the message; null when nobody did.</returns>
    private Consumer? Offer(QueueLane lane, ulong sequence, in QueueEntry entry, bool isAgain, FlushSet touched)
    {
        var offer = new SelectiveOffer(lane, sequence, entry, isAgain);
        while (consumers.Next(offer) is { } consumer)
        {
            var isTaken = consumer.Target.TryDeliver(consumer, new ReadOnlySpan<QueueEntry>(in entry), sequence, touched) > 0;
            consumers.OnServed(consumer, isSatisfied: !isTaken);
            if (isTaken)
                return consumer;
        }
        return null;
    }
}
