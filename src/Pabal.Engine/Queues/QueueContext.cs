using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Timing;

namespace Pabal.Engine.Queues;

/// <summary>What the queues of a virtual host have in common.</summary>
/// <param name="VirtualHost">Its name.</param>
/// <param name="Store">Keeps their messages.</param>
/// <param name="Schedule">Tells them the time.</param>
/// <param name="Journal">Where what is durable is written down; null when nothing is kept.</param>
internal sealed record QueueContext(string VirtualHost, MessageStore Store, Schedule Schedule, Journal? Journal)
{
    /// <summary>Told, without a lock, of a queue that nobody has used for as long as it may be unused.</summary>
    public Action<Queue>? OnUnused { get; set; }

    /// <summary>Where their dead letters are published; null while the virtual host is being recovered.</summary>
    public DeadLettering? DeadLettering { get; set; }

    /// <summary>
    /// Guards the keys by which messages are known again, and is held until the message is appended. Comes before the topology
    /// lock.
    /// </summary>
    public Lock DuplicateGate { get; } = new();
}
