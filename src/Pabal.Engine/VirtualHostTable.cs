using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Engine.Timing;

namespace Pabal.Engine;

/// <summary>The virtual hosts of a broker, by name.</summary>
/// <remarks>Read by anybody; changed under the administration's lock.</remarks>
internal sealed class VirtualHostTable(MessageStore store, Schedule schedule, Func<string> createName, Journal? journal)
{
    private readonly ConcurrentDictionary<string, VirtualHost> hosts = [];

    /// <summary>All there are at the moment.</summary>
    public ICollection<VirtualHost> All => hosts.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out VirtualHost? virtualHost) => hosts.TryGetValue(name, out virtualHost);

    /// <summary>Adds a virtual host.</summary>
    /// <param name="name">Not in the table.</param>
    /// <param name="recovered">What was in it before; null for a new one.</param>
    public VirtualHost Add(string name, Topology? recovered = null) =>
        hosts[name] = new VirtualHost(
            recovered ?? new Topology(new QueueContext(name, store, schedule, journal)), createName);

    public bool Remove(string name, [NotNullWhen(true)] out VirtualHost? virtualHost) => hosts.TryRemove(name, out virtualHost);
}
