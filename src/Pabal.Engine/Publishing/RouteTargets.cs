using Pabal.Wire.Amqp;

namespace Pabal.Engine.Publishing;

/// <summary>Where a message goes, as a publisher has it.</summary>
/// <param name="All">A pending queue for each queue.</param>
internal sealed record RouteTargets(PendingQueue[] All)
{
    public static RouteTargets None { get; } = new([]);

    /// <summary>One of the queues takes no message twice.</summary>
    public bool HasWindow { get; } = Array.Exists(All, static target => target.Window is not null);

    /// <summary>Those of the targets whose persistent messages are logged.</summary>
    public PendingQueue[] Durable { get; } = Array.TrueForAll(All, static target => target.IsDurable)
        ? All
        : Array.FindAll(All, static target => target.IsDurable);

    /// <summary>One of the queues may refuse what it has no room for.</summary>
    public bool MayRefuse { get; } = Array.Exists(All, static target => target.MayRefuse);

    /// <summary>
    /// A dead letter that was refused can be tried again: it went nowhere else, nor has the queue dead-lettered it in its turn.
    /// </summary>
    public bool MayBeTentative => All is [{ DeadLettersRefused: false }];

    /// <summary>The one queue that there is, for a dead letter which it may refuse.</summary>
    public RouteTargets ToTentative() => new([All[0].CreateTentative()]);

    /// <summary>True when one of the queues had no room, once the messages were enqueued.</summary>
    public bool HaveRefused() => Array.Exists(All, static target => target.HasRefused);

    /// <summary>Those to which a dead letter may go, whose way would be a circle otherwise.</summary>
    /// <param name="deaths">The message's headers.</param>
    public RouteTargets WithoutCycles(FieldTable deaths) => Array.Exists(All, target => DeathHeaders.IsCycle(deaths, target.QueueName))
        ? new RouteTargets(Array.FindAll(All, target => !DeathHeaders.IsCycle(deaths, target.QueueName)))
        : this;
}
