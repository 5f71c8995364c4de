using Pabal.Engine.Delays;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>What one publisher has gathered for the queues that it knows. Owned by the publisher.</summary>
internal sealed class PendingQueues
{
    private readonly Dictionary<IMessageLane, PendingQueue> known = [];
    private readonly List<PendingQueue> filled = [];

    /// <summary>How many it remembers.</summary>
    public int Count => known.Count;

    /// <summary>Those for which something was gathered.</summary>
    public List<PendingQueue> Filled => filled;

    /// <summary>Forgets the queues; nothing is gathered for them, or it is handed over yet.</summary>
    public void Forget() => known.Clear();

    /// <summary>The targets that stand for queues.</summary>
    /// <param name="queues">The queues.</param>
    /// <param name="priority">The message's; each queue makes of it what it can.</param>
    public RouteTargets Targets(List<Queue> queues, int priority)
    {
        if (queues.Count == 0)
            return RouteTargets.None;
        if (queues.Count == 1)
            return For(queues[0].LaneFor(priority)).Alone;
        var targets = new PendingQueue[queues.Count];
        for (var i = 0; i < targets.Length; i++)
            targets[i] = For(queues[i].LaneFor(priority));
        return new RouteTargets(targets);
    }

    /// <summary>The target that stands for the lane of delayed messages.</summary>
    public RouteTargets Target(DelayedMessages delayed) => For(delayed).Alone;

    /// <summary>Adds a message to each of the targets.</summary>
    /// <returns>True when the batch is to be handed over.</returns>
    public bool Add(PendingQueue[] targets, in QueueEntry entry)
    {
        var full = false;
        foreach (var target in targets)
        {
            if (target.IsEmpty)
                filled.Add(target);
            full |= target.Add(entry);
        }
        return full;
    }

    /// <summary>Ends the batch.</summary>
    public void Clear()
    {
        foreach (var queue in filled)
            queue.Clear();
        filled.Clear();
    }

    private PendingQueue For(IMessageLane lane)
    {
        if (!known.TryGetValue(lane, out var target))
            known[lane] = target = new PendingQueue(lane);
        return target;
    }
}
