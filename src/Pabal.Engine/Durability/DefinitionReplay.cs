using Pabal.Engine.Deduplication;
using Pabal.Engine.Definitions;
using Pabal.Engine.Destinations;
using Pabal.Engine.Messages;
using Pabal.Engine.Policies;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Engine.Security;
using Pabal.Engine.Timing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Durability;

/// <summary>Carries out again what <see cref="DefinitionChanges"/> has noted.</summary>
/// <remarks>
/// The records may begin in the middle, since older files may be gone: what refers to something unknown is passed over, and
/// a snapshot comes later.
/// </remarks>
internal sealed class DefinitionReplay(Journal journal, MessageStore store, Schedule schedule, AccessState access)
{
    private readonly Dictionary<string, Topology> topologies = [];
    private readonly AccessReplay accessReplay = new(access);

    /// <summary>What there is of a virtual host.</summary>
    public Topology Of(string virtualHost)
    {
        if (!topologies.TryGetValue(virtualHost, out var topology))
            topologies[virtualHost] = topology = new Topology(new QueueContext(virtualHost, store, schedule, journal));
        return topology;
    }

    /// <summary>Makes the queues known to the log that are there in the end.</summary>
    /// <param name="isKnown">Whether the log has something under a number.</param>
    public void Finish(Func<long, bool> isKnown)
    {
        ForgetDeleted();
        foreach (var topology in topologies.Values)
        {
            topology.Policies.ApplyAll(topology);
            foreach (var queue in topology.Queues.Values)
                queue.Register(isKnown);
            topology.Delays?.Register();
        }
    }

    /// <summary>Gives the queues and exchanges the keys that they know.</summary>
    public void RecoverWindows(Dictionary<long, List<SeenKey>> keys)
    {
        foreach (var topology in topologies.Values)
        {
            foreach (var window in topology.Windows())
            {
                journal.Register(window);
                if (keys.TryGetValue(window.Id, out var seen))
                    window.Recover(seen);
            }
        }
        foreach (var id in keys.Keys)
            journal.Reserve(id);
    }

    public void OnRecord(ReadOnlySpan<byte> octets)
    {
        var record = new RecordReader(octets);
        var hasAccess = false;
        while (!record.IsAtEnd)
        {
            var kind = record.ReadOctet();
            if (AccessChanges.Has(kind))
            {
                accessReplay.Apply(kind, ref record);
                hasAccess = true;
                continue;
            }
            var virtualHost = record.ReadText();
            if (kind == DefinitionChanges.Snapshot)
                topologies[virtualHost] = new Topology(new QueueContext(virtualHost, store, schedule, journal));
            else if (kind == DefinitionChanges.DelaysOpened)
                OpenDelays(Of(virtualHost), (long)record.ReadNumber());
            else
                Apply(kind, Of(virtualHost), ref record);
        }
        // With the end of the record: a snapshot names those that stay one by one.
        if (hasAccess)
            ForgetDeleted();
    }

    private void ForgetDeleted()
    {
        foreach (var name in topologies.Keys)
        {
            if (!access.VirtualHosts.ContainsKey(name))
                topologies.Remove(name);
        }
    }

    private void OpenDelays(Topology topology, long id)
    {
        journal.Reserve(id);
        topology.AddDelays(id);
    }

    private void Apply(byte kind, Topology topology, ref RecordReader record)
    {
        var name = record.ReadText();
        switch (kind)
        {
            case DefinitionChanges.ExchangeDeclared:
                Declare(topology, ReadExchange(name, ref record, out var windowId), windowId);
                break;
            case DefinitionChanges.ExchangeDeleted:
                if (topology.FindExchange(name) is { } exchange)
                    topology.RemoveAlone(exchange);
                break;
            case DefinitionChanges.QueueDeclared:
                DeclareQueue(topology, name, ref record);
                break;
            case DefinitionChanges.QueueDeleted:
                if (topology.FindQueue(name) is { } queue)
                    topology.RemoveAlone(queue);
                break;
            case DefinitionChanges.Bound or DefinitionChanges.Unbound:
                Bind(topology, name, kind == DefinitionChanges.Bound, ref record);
                break;
            case DefinitionChanges.CompositePut:
                PutComposite(topology, name, ref record);
                break;
            case DefinitionChanges.CompositeRemoved:
                topology.RemoveComposite(new DestinationName((DestinationKind)record.ReadOctet(), name));
                break;
            case DefinitionChanges.VirtualTopicsSet:
                SetVirtualTopics(topology, ref record);
                break;
            case DefinitionChanges.PolicySet:
                SetPolicy(topology, name, ref record);
                break;
            case DefinitionChanges.PolicyCleared:
                topology.Policies.Of(record.ReadOctet() == 1).Remove(name);
                break;
            default:
                throw new InvalidDataException($"the log has a definition of an unknown kind, {kind}");
        }
    }

    private static ExchangeDefinition ReadExchange(string name, ref RecordReader record, out long windowId)
    {
        var type = record.ReadText();
        var flags = record.ReadOctet();
        var definition = new ExchangeDefinition(name, type, true, (flags & 1) != 0, (flags & 2) != 0, record.ReadTable());
        windowId = (flags & 4) != 0 ? (long)record.ReadNumber() : 0;
        return definition;
    }

    private void Declare(Topology topology, ExchangeDefinition definition, long windowId)
    {
        if (topology.FindExchange(definition.Name) is { } existing)
            topology.RemoveAlone(existing);
        journal.Reserve(windowId);
        topology.AddExchange(definition, windowId);
    }

    private void DeclareQueue(Topology topology, string name, ref RecordReader record)
    {
        var id = (long)record.ReadNumber();
        var flags = record.ReadOctet();
        var definition = new QueueDefinition(name, true, false, (flags & 1) != 0, record.ReadTable());
        if (topology.FindQueue(name) is { } existing)
            topology.RemoveAlone(existing);
        journal.Reserve(topology.AddQueue(definition, null, id).LastId);
    }

    private static void SetPolicy(Topology topology, string name, ref RecordReader record)
    {
        var isOperator = record.ReadOctet() == 1;
        var pattern = record.ReadText();
        var scope = (PolicyScope)record.ReadOctet();
        var priority = (long)record.ReadNumber();
        topology.Policies.Of(isOperator).Set(new Policy(name, pattern, scope, priority, record.ReadTable()));
    }

    private static void Bind(Topology topology, string source, bool binds, ref RecordReader record)
    {
        var isQueue = record.ReadOctet() == 0;
        var destination = record.ReadText();
        var key = record.ReadText();
        FieldTable arguments = record.ReadTable();
        IBindingDestination? found = isQueue ? topology.FindQueue(destination) : topology.FindExchange(destination);
        if (found is null || topology.FindExchange(source) is not { } exchange)
            return;
        var binding = new Binding(found, key, arguments);
        if (binds)
            topology.Bind(exchange, binding);
        else
            topology.UnbindAlone(exchange, binding);
    }

    private static void PutComposite(Topology topology, string name, ref RecordReader record)
    {
        var destination = new DestinationName((DestinationKind)record.ReadOctet(), name);
        var flags = record.ReadOctet();
        var forwards = new DestinationForward[record.ReadCount()];
        for (var i = 0; i < forwards.Length; i++)
        {
            var target = record.ReadText();
            var kind = (DestinationKind)record.ReadOctet();
            var isFiltered = record.ReadOctet() != 0;
            var selector = record.ReadText();
            forwards[i] = new DestinationForward(new DestinationName(kind, target), isFiltered, selector.Length > 0 ? selector : null);
        }
        var definition = new CompositeDefinition(destination, forwards)
        {
            ForwardOnly = (flags & 1) != 0,
            SendWhenNotMatched = (flags & 2) != 0,
        };
        topology.PutComposite(new CompositeDestination(definition, CompositeChecks.Check(definition)));
    }

    // An empty name ends them.
    private static void SetVirtualTopics(Topology topology, ref RecordReader record)
    {
        topology.VirtualTopics.Clear();
        while (record.ReadText() is { Length: > 0 } name)
            topology.VirtualTopics.Put(new VirtualTopic(new VirtualTopicDefinition(name, record.ReadText(), record.ReadText())));
    }
}
