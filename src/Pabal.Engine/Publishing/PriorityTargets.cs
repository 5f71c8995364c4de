using Pabal.Engine.Queues;

namespace Pabal.Engine.Publishing;

/// <summary>The targets of a route to queues with priorities, one set for each priority that was used.</summary>
internal sealed class PriorityTargets(PendingQueues pending, List<Queue> queues, int maxPriority)
{
    private readonly RouteTargets?[] targets = new RouteTargets?[maxPriority + 1];

    /// <summary>The targets of a message.</summary>
    /// <param name="priority">Its own; above the highest that any of the queues knows, it is that.</param>
    public RouteTargets this[int priority]
    {
        get
        {
            priority = Math.Min(priority, maxPriority);
            return targets[priority] ??= pending.Targets(queues, priority);
        }
    }
}
