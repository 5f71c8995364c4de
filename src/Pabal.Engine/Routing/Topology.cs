using Pabal.Engine.Deduplication;
using Pabal.Engine.Definitions;
using Pabal.Engine.Delays;
using Pabal.Engine.Destinations;
using Pabal.Engine.Durability;
using Pabal.Engine.Policies;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>The exchanges, queues and bindings of a virtual host, and how one's end is the end of others.</summary>
/// <remarks>Guarded by the virtual host's topology lock. Changes of what is durable are noted for the log.</remarks>
internal sealed class Topology
{
    private readonly Dictionary<string, Exchange> exchanges = [];
    private readonly Dictionary<string, Queue> queues = [];
    private readonly Dictionary<object, HashSet<Queue>> owned = [];
    private readonly BindingTable bindings = new();

    public Topology(QueueContext context)
    {
        Context = context;
        AddPredeclared(Exchange.DefaultName, ExchangeTypes.Direct, new DefaultBindings(queues), CompositeQueues);
        AddPredeclared("amq.direct", "direct");
        AddPredeclared("amq.fanout", "fanout");
        AddPredeclared(Exchange.TopicName, ExchangeTypes.Topic, new TopicBindings(), CompositeTopics);
        AddPredeclared("amq.headers", "headers");
        AddPredeclared("amq.match", "headers");
        AddPredeclared("amq.rabbitmq.trace", "topic", isInternal: true);
    }

    public QueueContext Context { get; }

    /// <summary>Where changes are noted; null while they come from the log.</summary>
    public DefinitionChanges? Changes { get; set; }

    public CompositeDestinations CompositeQueues { get; } = new(DestinationKind.Queue);

    public CompositeDestinations CompositeTopics { get; } = new(DestinationKind.Topic);

    public VirtualTopics VirtualTopics { get; } = new();

    public PolicySet Policies { get; } = new();

    public Dictionary<string, Exchange> Exchanges => exchanges;

    public IReadOnlyDictionary<string, Queue> Queues => queues;

    /// <summary>The messages that are to be routed later; null when there never was one.</summary>
    public DelayedMessages? Delays { get; private set; }

    public Exchange? FindExchange(string name) => exchanges.GetValueOrDefault(name);

    public Queue? FindQueue(string name) => queues.GetValueOrDefault(name);

    public void AddExchange(ExchangeDefinition definition)
    {
        var settings = DeduplicationSettings.Of(definition.Arguments);
        var isKept = settings is not null && definition.Durable && Context.Journal is not null;
        var exchange = AddExchange(definition, isKept ? Context.Journal!.CreateIds(1) : 0);
        if (isKept)
            Context.Journal!.Register(exchange.Window!);
        Changes?.OnDeclared(exchange);
    }

    /// <summary>Adds an exchange.</summary>
    /// <param name="definition">Valid.</param>
    /// <param name="windowId">The number in the log of the keys that it knows; 0 when nothing of them is kept.</param>
    public Exchange AddExchange(ExchangeDefinition definition, long windowId)
    {
        var exchange = new Exchange(definition, ExchangeTypes.CreateIndex(definition.Type, definition.Arguments));
        if (DeduplicationSettings.Of(definition.Arguments) is { } settings)
            exchange.Window = new DuplicateWindow(settings, windowId, Context.DuplicateGate);
        Policies.Apply(exchange);
        exchanges.Add(definition.Name, exchange);
        return exchange;
    }

    /// <summary>The keys that durable queues and exchanges know.</summary>
    public IEnumerable<DuplicateWindow> Windows()
    {
        foreach (var queue in queues.Values)
        {
            if (queue.Window is { Id: > 0 } window)
                yield return window;
        }
        foreach (var exchange in exchanges.Values)
        {
            if (exchange.Window is { Id: > 0 } window)
                yield return window;
        }
    }

    /// <summary>Removes an exchange and what ends with it.</summary>
    public void RemoveExchange(Exchange exchange) => AutoDelete(RemoveAlone(exchange));

    /// <summary>Removes an exchange with its bindings, and nothing else.</summary>
    /// <returns>The exchanges that led to it.</returns>
    public HashSet<Exchange> RemoveAlone(Exchange exchange)
    {
        exchanges.Remove(exchange.Name);
        if (exchange.Window is { } window)
            Context.Journal?.Unregister(window);
        bindings.RemoveOutgoing(exchange);
        Changes?.OnDeleted(exchange.Definition);
        return bindings.RemoveIncoming(exchange);
    }

    /// <summary>Adds a new queue. An exclusive one ends with its connection, and so with the broker: nothing of it is kept.</summary>
    public Queue AddQueue(QueueDefinition definition, object? owner)
    {
        var isKept = definition is { Durable: true, Exclusive: false } && Context.Journal is not null;
        var queue = AddQueue(definition, owner, isKept ? Context.Journal!.CreateIds(QueueSettings.Of(definition).MaxPriority + 1) : 0);
        if (isKept)
            queue.Register(static _ => false);
        if (isKept && queue.Window is { } window)
            Context.Journal!.Register(window);
        Changes?.OnDeclared(queue);
        return queue;
    }

    /// <summary>Adds a queue, which is not known to the log by that.</summary>
    /// <param name="definition">Valid.</param>
    /// <param name="owner">The connection that declares it.</param>
    /// <param name="id">Its first number in the log; 0 when nothing of it is kept.</param>
    public Queue AddQueue(QueueDefinition definition, object? owner, long id)
    {
        var queue = new Queue(Context, definition, definition.Exclusive ? owner : null, id);
        queues.Add(definition.Name, queue);
        if (queue.Owner is not null)
        {
            if (!owned.TryGetValue(queue.Owner, out var mine))
                owned[queue.Owner] = mine = [];
            mine.Add(queue);
        }
        return queue;
    }

    /// <summary>Makes room for messages that are to be routed later; not known to the log by that.</summary>
    /// <param name="id">Their number in the log; 0 when nothing is kept.</param>
    public DelayedMessages AddDelays(long id)
    {
        Delays = new DelayedMessages(Context, id);
        Changes?.OnDelaysOpened(Delays);
        return Delays;
    }

    /// <summary>Makes room for messages that are to be routed later, and has them routed when they are due.</summary>
    public DelayedMessages OpenDelays(VirtualHost virtualHost)
    {
        var opened = AddDelays(Context.Journal?.CreateIds(1) ?? 0);
        opened.Register();
        opened.Start(virtualHost);
        return opened;
    }

    /// <summary>Says that there is no room for messages that are to be routed later, since all of it was deleted.</summary>
    public DelayedMessages EndDelays()
    {
        var ended = AddDelays(0);
        ended.End();
        return ended;
    }

    /// <summary>Removes a queue, which was deleted, and what ends with it.</summary>
    public void RemoveQueue(Queue queue) => AutoDelete(RemoveAlone(queue));

    /// <summary>Removes a queue with its bindings, and nothing else.</summary>
    /// <returns>The exchanges that led to it.</returns>
    public HashSet<Exchange> RemoveAlone(Queue queue)
    {
        queues.Remove(queue.Name);
        if (queue.Window is { } window)
            Context.Journal?.Unregister(window);
        if (queue.Owner is { } owner && owned.TryGetValue(owner, out var mine))
        {
            mine.Remove(queue);
            if (mine.Count == 0)
                owned.Remove(owner);
        }
        Changes?.OnDeleted(queue);
        return bindings.RemoveIncoming(queue);
    }

    public Queue[] OwnedBy(object owner) => owned.TryGetValue(owner, out var mine) ? [.. mine] : [];

    /// <summary>The composite destinations of one kind.</summary>
    public CompositeDestinations Composites(DestinationKind kind) =>
        kind == DestinationKind.Queue ? CompositeQueues : CompositeTopics;

    public void PutComposite(CompositeDestination composite)
    {
        Composites(composite.Definition.Name.Kind).Put(composite);
        Changes?.OnPut(composite.Definition);
    }

    /// <returns>False when there was no such composite destination.</returns>
    public bool RemoveComposite(DestinationName name)
    {
        if (!Composites(name.Kind).Remove(name.Name))
            return false;
        Changes?.OnRemoved(name);
        return true;
    }

    /// <summary>Binds a queue whose name says that it is a group's to its virtual topic.</summary>
    public void BindToVirtualTopic(Queue queue)
    {
        if (VirtualTopics.TryGetBindingKey(queue.Name, out var key))
            Bind(exchanges[Exchange.TopicName], new Binding(queue, key, FieldTable.Empty));
    }

    public void Bind(Exchange source, Binding binding)
    {
        if (bindings.Add(source, binding))
            Changes?.OnBound(source, binding);
    }

    /// <summary>Removes a binding and what ends with it.</summary>
    public void Unbind(Exchange source, Binding binding)
    {
        if (UnbindAlone(source, binding))
            AutoDelete([source]);
    }

    /// <returns>False when there was no such binding.</returns>
    public bool UnbindAlone(Exchange source, Binding binding)
    {
        if (!bindings.Remove(source, binding))
            return false;
        Changes?.OnUnbound(source, binding);
        return true;
    }

    private void AddPredeclared(string name, string type, bool isInternal = false) =>
        AddPredeclared(name, type, ExchangeTypes.CreateIndex(type, FieldTable.Empty), null, isInternal);

    private void AddPredeclared(
        string name, string type, IBindingIndex index, CompositeDestinations? composites, bool isInternal = false)
    {
        var definition = new ExchangeDefinition(name, type, true, false, isInternal, FieldTable.Empty);
        exchanges.Add(name, new Exchange(definition, index) { IsPredeclared = true, Composites = composites });
    }

    // One after the other, not each within the last: clients may build chains of any length.
    private void AutoDelete(IEnumerable<Exchange> sources)
    {
        var left = new Queue<Exchange>(sources);
        while (left.TryDequeue(out var source))
        {
            if (!source.Definition.AutoDelete || source.Bindings.Count > 0 || !exchanges.ContainsKey(source.Name))
                continue;
            foreach (var further in RemoveAlone(source))
                left.Enqueue(further);
        }
    }
}
