using Pabal.Engine.Routing;

namespace Pabal.Engine.Destinations;

/// <summary>
/// The destinations of a virtual host that lead elsewhere, as ActiveMQ knows them: composite ones and virtual topics.
/// All changes are durable once the log is durable up to <see cref="VirtualHost.DefinitionsEnd"/>.
/// </summary>
public sealed class VirtualHostDestinations
{
    private readonly VirtualHost host;
    private readonly Topology topology;

    internal VirtualHostDestinations(VirtualHost host, Topology topology)
    {
        this.host = host;
        this.topology = topology;
    }

    /// <summary>Composite destinations: queues before topics, by name.</summary>
    public IReadOnlyList<CompositeDefinition> Composites
    {
        get
        {
            using var _ = host.Enter();
            var definitions = new List<CompositeDefinition>();
            foreach (var composite in topology.CompositeQueues.All)
                definitions.Add(composite.Definition);
            foreach (var composite in topology.CompositeTopics.All)
                definitions.Add(composite.Definition);
            return definitions;
        }
    }

    /// <summary>Virtual topics by name.</summary>
    public IReadOnlyList<VirtualTopicDefinition> VirtualTopics
    {
        get
        {
            using var _ = host.Enter();
            return topology.VirtualTopics.All;
        }
    }

    /// <summary>Adds a composite destination, or takes it for the one of that name.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/>, with what is wrong with it.</exception>
    public void PutComposite(CompositeDefinition definition)
    {
        // A copy, since the caller's list may change.
        definition = definition with { Forwards = [.. definition.Forwards] };
        var composite = new CompositeDestination(definition, CompositeChecks.Check(definition));
        using var _ = host.Enter();
        topology.PutComposite(composite);
        host.OnRoutesChanged();
    }

    /// <returns>False when there was no such composite destination.</returns>
    public bool DeleteComposite(DestinationName name)
    {
        using var _ = host.Enter();
        host.OnRoutesChanged();
        return topology.RemoveComposite(name);
    }

    /// <summary>Adds virtual topics, or takes them for those of that name. Queues that are there are left as they are.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorKind.PreconditionFailed"/>, with what is wrong with it.</exception>
    public void PutVirtualTopic(VirtualTopicDefinition definition)
    {
        var topic = new VirtualTopic(definition);
        using var _ = host.Enter();
        topology.VirtualTopics.Put(topic);
        topology.Changes?.OnSet(topology.VirtualTopics);
    }

    /// <summary>Removes virtual topics; the queues that were made for them stay, with their bindings.</summary>
    /// <returns>False when there were none of that name.</returns>
    public bool DeleteVirtualTopic(string name)
    {
        using var _ = host.Enter();
        if (!topology.VirtualTopics.Remove(name))
            return false;
        topology.Changes?.OnSet(topology.VirtualTopics);
        return true;
    }
}
