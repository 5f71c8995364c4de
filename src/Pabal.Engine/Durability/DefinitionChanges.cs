using Pabal.Engine.Definitions;
using Pabal.Engine.Delays;
using Pabal.Engine.Destinations;
using Pabal.Engine.Policies;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Engine.Security;

namespace Pabal.Engine.Durability;

/// <summary>
/// What an operation changes of a virtual host's durable definitions, for the log. <see cref="DefinitionReplay"/> reads it.
/// </summary>
/// <remarks>Guarded by the virtual host's topology lock.</remarks>
internal sealed class DefinitionChanges(string virtualHost)
{
    public const byte Snapshot = 0;
    public const byte ExchangeDeclared = 1;
    public const byte ExchangeDeleted = 2;
    public const byte QueueDeclared = 3;
    public const byte QueueDeleted = 4;
    public const byte Bound = 5;
    public const byte Unbound = 6;
    public const byte DelaysOpened = 7;
    public const byte CompositePut = 8;
    public const byte CompositeRemoved = 9;
    public const byte VirtualTopicsSet = 10;
    public const byte PolicySet = 20;
    public const byte PolicyCleared = 21;

    private readonly RecordBuffer record = new();

    public bool IsEmpty => record.Length == 0;

    /// <summary>Appends what has gathered as one record.</summary>
    /// <returns>Up to where the log has to be durable.</returns>
    public LogMark Append(Journal journal)
    {
        var mark = journal.TryAppend(RecordType.Definitions, record.Octets);
        record.Clear();
        return mark;
    }

    public void OnDeclared(Exchange exchange)
    {
        var definition = exchange.Definition;
        if (!definition.Durable)
            return;
        Begin(ExchangeDeclared);
        record.WriteText(definition.Name);
        record.WriteText(definition.Type);
        record.Write((byte)((definition.AutoDelete ? 1 : 0) | (definition.Internal ? 2 : 0) | (exchange.Window is null ? 0 : 4)));
        record.WriteTable(definition.Arguments);
        if (exchange.Window is { } window)
            record.WriteNumber(window.Id);
    }

    public void OnDeleted(ExchangeDefinition exchange)
    {
        if (!exchange.Durable)
            return;
        Begin(ExchangeDeleted);
        record.WriteText(exchange.Name);
    }

    public void OnDeclared(Queue queue)
    {
        if (queue.Journal is null)
            return;
        Begin(QueueDeclared);
        record.WriteText(queue.Name);
        record.WriteNumber(queue.Id);
        record.Write((byte)(queue.Definition.AutoDelete ? 1 : 0));
        record.WriteTable(queue.Definition.Arguments);
    }

    public void OnDeleted(Queue queue)
    {
        if (queue.Journal is null)
            return;
        Begin(QueueDeleted);
        record.WriteText(queue.Name);
    }

    public void OnDelaysOpened(DelayedMessages delays)
    {
        Begin(DelaysOpened);
        record.WriteNumber(delays.Id);
    }

    public void OnBound(Exchange source, Binding binding) => Write(Bound, source, binding);

    public void OnUnbound(Exchange source, Binding binding) => Write(Unbound, source, binding);

    public void OnPut(CompositeDefinition composite)
    {
        Begin(CompositePut);
        Write(composite.Name);
        record.Write((byte)((composite.ForwardOnly ? 1 : 0) | (composite.SendWhenNotMatched ? 2 : 0)));
        record.WriteNumber(composite.Forwards.Count);
        foreach (var forward in composite.Forwards)
        {
            Write(forward.Destination);
            record.Write((byte)(forward.IsFiltered ? 1 : 0));
            record.WriteText(forward.Selector ?? "");
        }
    }

    public void OnRemoved(DestinationName composite)
    {
        Begin(CompositeRemoved);
        Write(composite);
    }

    /// <summary>Notes all virtual topics, which take the place of those before.</summary>
    public void OnSet(VirtualTopics topics)
    {
        Begin(VirtualTopicsSet);
        record.WriteText("");
        foreach (var topic in topics.All)
        {
            record.WriteText(topic.Name);
            record.WriteText(topic.Prefix);
            record.WriteText(topic.Postfix);
        }
        record.WriteText("");
    }

    public void OnSet(Policy policy, bool isOperator)
    {
        Begin(PolicySet);
        record.WriteText(policy.Name);
        record.Write((byte)(isOperator ? 1 : 0));
        record.WriteText(policy.Pattern);
        record.Write((byte)policy.Scope);
        record.WriteNumber(policy.Priority);
        record.WriteTable(policy.Definition);
    }

    public void OnCleared(Policy policy, bool isOperator)
    {
        Begin(PolicyCleared);
        record.WriteText(policy.Name);
        record.Write((byte)(isOperator ? 1 : 0));
    }

    /// <summary>The virtual host is deleted, and so is all that is in it.</summary>
    public void OnDeleted() => Begin(AccessChanges.VirtualHostDeleted);

    /// <summary>Notes all there is, which takes the place of what was said before.</summary>
    public void OnSnapshot(Topology topology)
    {
        Begin(Snapshot);
        if (topology.Delays is { } delays)
            OnDelaysOpened(delays);
        foreach (var policy in topology.Policies.Of(isOperator: false).All)
            OnSet(policy, isOperator: false);
        foreach (var policy in topology.Policies.Of(isOperator: true).All)
            OnSet(policy, isOperator: true);
        foreach (var exchange in topology.Exchanges.Values)
        {
            if (!exchange.IsPredeclared)
                OnDeclared(exchange);
        }
        foreach (var queue in topology.Queues.Values)
            OnDeclared(queue);
        foreach (var exchange in topology.Exchanges.Values)
        {
            foreach (var binding in exchange.Bindings)
                OnBound(exchange, binding);
        }
        foreach (var composite in topology.CompositeQueues.All)
            OnPut(composite.Definition);
        foreach (var composite in topology.CompositeTopics.All)
            OnPut(composite.Definition);
        if (!topology.VirtualTopics.AreDefault)
            OnSet(topology.VirtualTopics);
    }

    private void Write(byte kind, Exchange source, Binding binding)
    {
        if (!source.Definition.Durable || !IsDurable(binding.Destination))
            return;
        Begin(kind);
        record.WriteText(source.Name);
        record.Write((byte)(binding.Destination is Queue ? 0 : 1));
        record.WriteText(binding.Destination.Name);
        record.WriteText(binding.RoutingKey);
        record.WriteTable(binding.Arguments);
    }

    private void Write(DestinationName destination)
    {
        record.WriteText(destination.Name);
        record.Write((byte)destination.Kind);
    }

    private static bool IsDurable(IBindingDestination destination) =>
        destination is Queue queue ? queue.Journal is not null : ((Exchange)destination).Definition.Durable;

    private void Begin(byte kind)
    {
        record.Write(kind);
        record.WriteText(virtualHost);
    }
}
