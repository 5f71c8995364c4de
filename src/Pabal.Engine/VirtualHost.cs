using Pabal.Engine.Definitions;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine;

/// <summary>A name space of exchanges, bindings and queues, and the operations that change it.</summary>
/// <remarks>
/// The topology lock guards the names, the bindings and their indexes; it comes before the queues' locks. Each change raises
/// <see cref="RoutingVersion"/>, which ends what publishers remember of routes.
/// </remarks>
public sealed class VirtualHost
{
    private readonly Lock topology = new();
    private readonly Dictionary<string, Exchange> exchanges = [];
    private readonly Dictionary<string, Queue> queues = [];
    private readonly Dictionary<object, HashSet<Queue>> owned = [];
    private readonly BindingTable bindings = new();
    private readonly Func<string> createName;
    private long routingVersion = 1;

    /// <param name="name">As clients give it in connection.open.</param>
    /// <param name="store">Keeps the messages.</param>
    /// <param name="createName">Makes unguessable names for queues that are declared without one.</param>
    public VirtualHost(string name, MessageStore store, Func<string> createName)
    {
        Name = name;
        Store = store;
        this.createName = createName;
        AddExchange(new ExchangeDefinition("", "direct", true, false, false, FieldTable.Empty), new DefaultBindings(queues));
        AddPredeclared("amq.direct", "direct");
        AddPredeclared("amq.fanout", "fanout");
        AddPredeclared("amq.topic", "topic");
        AddPredeclared("amq.headers", "headers");
        AddPredeclared("amq.match", "headers");
        AddPredeclared("amq.rabbitmq.trace", "topic", isInternal: true);
    }

    public string Name { get; }

    public MessageStore Store { get; }

    /// <summary>Changes with every change of what routes depend on.</summary>
    public long RoutingVersion => Volatile.Read(ref routingVersion);

    /// <summary>Declares an exchange, or checks that the one there is equivalent.</summary>
    /// <exception cref="BrokerException">Invalid, reserved, or not equivalent.</exception>
    public void DeclareExchange(ExchangeDefinition definition)
    {
        ExchangeArguments.CheckType(definition.Type);
        using var _ = topology.EnterScope();
        if (exchanges.TryGetValue(definition.Name, out var existing))
        {
            Equivalence.Check(existing.Definition, definition, Name);
            return;
        }
        ReservedNames.CheckNewExchange(definition.Name);
        ExchangeArguments.Validate(definition, Name);
        AddExchange(definition, ExchangeTypes.CreateIndex(definition.Type));
    }

    /// <exception cref="BrokerException">There is no such exchange.</exception>
    public Exchange GetExchange(string name)
    {
        using var _ = topology.EnterScope();
        return FindExchange(name);
    }

    /// <summary>Deletes an exchange with its bindings; one that isn't there is as good as deleted.</summary>
    /// <exception cref="BrokerException">Reserved, or in use although <paramref name="ifUnused"/>.</exception>
    public void DeleteExchange(string name, bool ifUnused)
    {
        ReservedNames.CheckExchangeDeletion(name, Name);
        using var _ = topology.EnterScope();
        if (!exchanges.TryGetValue(name, out var exchange))
            return;
        if (ifUnused && exchange.Bindings.Count > 0)
            throw Errors.ExchangeInUse(name, Name);
        RemoveExchange(exchange);
    }

    /// <summary>Declares a queue, or checks that the one there is equivalent. An empty name asks for one to be made.</summary>
    /// <param name="definition">What is declared.</param>
    /// <param name="owner">The connection that declares it; the owner of an exclusive queue.</param>
    /// <exception cref="BrokerException">Invalid, reserved, locked by another connection, or not equivalent.</exception>
    public Queue DeclareQueue(QueueDefinition definition, object owner)
    {
        // Even a queue that is there can't be declared by such a name, as in RabbitMQ.
        ReservedNames.CheckNewQueue(definition.Name);
        using var _ = topology.EnterScope();
        if (queues.TryGetValue(definition.Name, out var existing))
        {
            if (existing.Definition.Exclusive != definition.Exclusive || !MayUse(existing, owner))
                throw Errors.Locked(existing);
            Equivalence.Check(existing.Definition, definition, Name);
            return existing;
        }
        if (definition.Name.Length == 0)
            definition = definition with { Name = $"amq.gen-{createName()}" };
        QueueArguments.Validate(definition, Name);
        return AddQueue(definition, owner);
    }

    /// <summary>Makes a transient exclusive queue of this name, reserved or not; for the protocol heads' own use.</summary>
    public Queue CreateInternalQueue(string name, object owner)
    {
        using var _ = topology.EnterScope();
        return AddQueue(new QueueDefinition(name, false, true, false, FieldTable.Empty), owner);
    }

    /// <exception cref="BrokerException">There is no such queue, or it is exclusive to another connection.</exception>
    public Queue GetQueue(string name, object owner)
    {
        using var _ = topology.EnterScope();
        return FindQueue(name, owner);
    }

    /// <summary>Whether there is such a queue, whoever may use it.</summary>
    public bool HasQueue(string name)
    {
        using var _ = topology.EnterScope();
        return queues.ContainsKey(name);
    }

    /// <summary>Deletes a queue; one that isn't there is as good as deleted.</summary>
    /// <returns>How many messages it held.</returns>
    /// <exception cref="BrokerException">Locked, or a condition is not met.</exception>
    public int DeleteQueue(string name, object owner, bool ifUnused, bool ifEmpty)
    {
        Queue? queue;
        QueueDeletion deletion;
        lock (topology)
        {
            if (!queues.TryGetValue(name, out queue))
                return 0;
            if (!MayUse(queue, owner))
                throw Errors.Locked(queue);
            deletion = queue.Delete(ifUnused, ifEmpty);
            if (deletion == QueueDeletion.InUse)
                throw Errors.QueueInUse(queue);
            if (deletion == QueueDeletion.NotEmpty)
                throw Errors.QueueNotEmpty(queue);
            RemoveQueue(queue);
        }
        Notify(deletion);
        return deletion.MessageCount;
    }

    /// <summary>Removes a consumer, and with the last one an auto-delete queue.</summary>
    public void Cancel(Consumer consumer)
    {
        var queue = consumer.Queue;
        if (queue.Unsubscribe(consumer) == 0 && queue.Definition.AutoDelete)
            DeleteQueue(queue, ifUnused: true);
    }

    /// <summary>Deletes the exclusive queues of a connection that has ended.</summary>
    public void DeleteOwnedBy(object owner)
    {
        Queue[] gone;
        lock (topology)
            gone = owned.TryGetValue(owner, out var mine) ? [.. mine] : [];
        foreach (var queue in gone)
            DeleteQueue(queue, ifUnused: false);
    }

    /// <exception cref="BrokerException">Source or queue is missing, reserved or locked.</exception>
    public void BindQueue(string queue, string source, string routingKey, FieldTable arguments, object owner)
    {
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = topology.EnterScope();
        Bind(FindExchange(source), new Binding(FindQueue(queue, owner), routingKey, arguments));
    }

    /// <summary>Removes a binding; one that isn't there, for whatever reason, is as good as removed.</summary>
    /// <exception cref="BrokerException">Source is reserved, or the queue is locked.</exception>
    public void UnbindQueue(string queue, string source, string routingKey, FieldTable arguments, object owner)
    {
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = topology.EnterScope();
        if (!exchanges.TryGetValue(source, out var exchange) || !queues.TryGetValue(queue, out var found))
            return;
        var binding = new Binding(found, routingKey, arguments);
        if (!exchange.Has(binding))
            return;
        if (!MayUse(found, owner))
            throw Errors.Locked(found);
        Unbind(exchange, binding);
    }

    /// <exception cref="BrokerException">Source or destination is missing or reserved.</exception>
    public void BindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        ReservedNames.CheckNotDefaultExchange(destination);
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = topology.EnterScope();
        Bind(FindExchange(source), new Binding(FindExchange(destination), routingKey, arguments));
    }

    /// <summary>Removes a binding; one that isn't there, for whatever reason, is as good as removed.</summary>
    /// <exception cref="BrokerException">Source or destination is reserved.</exception>
    public void UnbindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        ReservedNames.CheckNotDefaultExchange(destination);
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = topology.EnterScope();
        if (exchanges.TryGetValue(source, out var exchange) && exchanges.TryGetValue(destination, out var found))
            Unbind(exchange, new Binding(found, routingKey, arguments));
    }

    /// <summary>Finds where a message goes; the result is in the router. An exchange that is gone leads nowhere.</summary>
    /// <returns>The version for which the result holds.</returns>
    internal long Route(Router router, Exchange exchange, ReadOnlySpan<string> routingKeys, FieldTable headers)
    {
        using var _ = topology.EnterScope();
        if (exchanges.TryGetValue(exchange.Name, out var current) && current == exchange)
            router.Route(exchanges, exchange, routingKeys, headers);
        else
            router.Clear();
        return routingVersion;
    }

    private void AddPredeclared(string name, string type, bool isInternal = false)
    {
        var definition = new ExchangeDefinition(name, type, true, false, isInternal, FieldTable.Empty);
        AddExchange(definition, ExchangeTypes.CreateIndex(type));
    }

    private void AddExchange(ExchangeDefinition definition, IBindingIndex index)
    {
        exchanges.Add(definition.Name, new Exchange(definition, index));
        routingVersion++;
    }

    private void RemoveExchange(Exchange exchange)
    {
        AutoDelete(RemoveWithBindings(exchange));
        routingVersion++;
    }

    private Queue AddQueue(QueueDefinition definition, object owner)
    {
        var queue = new Queue(Name, definition, definition.Exclusive ? owner : null, Store);
        queues.Add(definition.Name, queue);
        if (definition.Exclusive)
        {
            if (!owned.TryGetValue(owner, out var mine))
                owned[owner] = mine = [];
            mine.Add(queue);
        }
        routingVersion++;
        return queue;
    }

    private void DeleteQueue(Queue queue, bool ifUnused)
    {
        QueueDeletion deletion;
        lock (topology)
        {
            // Somebody else may have deleted it, or a consumer may have come, since the caller looked.
            if (!queues.TryGetValue(queue.Name, out var current) || current != queue)
                return;
            deletion = queue.Delete(ifUnused, ifEmpty: false);
            if (deletion == QueueDeletion.InUse)
                return;
            RemoveQueue(queue);
        }
        Notify(deletion);
    }

    private void RemoveQueue(Queue queue)
    {
        queues.Remove(queue.Name);
        if (queue.Owner is { } owner && owned.TryGetValue(owner, out var mine))
        {
            mine.Remove(queue);
            if (mine.Count == 0)
                owned.Remove(owner);
        }
        AutoDelete(bindings.RemoveIncoming(queue));
        routingVersion++;
    }

    private void Bind(Exchange source, Binding binding)
    {
        BindingArguments.Validate(source.Definition.Type, binding.Arguments);
        bindings.Add(source, binding);
        routingVersion++;
    }

    private void Unbind(Exchange source, Binding binding)
    {
        if (bindings.Remove(source, binding))
            AutoDelete([source]);
        routingVersion++;
    }

    // One after the other, not each within the last: clients may build chains of any length.
    private void AutoDelete(IEnumerable<Exchange> sources)
    {
        var left = new Queue<Exchange>(sources);
        while (left.TryDequeue(out var source))
        {
            if (!source.Definition.AutoDelete || source.Bindings.Count > 0 || !exchanges.ContainsKey(source.Name))
                continue;
            foreach (var further in RemoveWithBindings(source))
                left.Enqueue(further);
        }
    }

    /// <returns>The exchanges that led to this one.</returns>
    private HashSet<Exchange> RemoveWithBindings(Exchange exchange)
    {
        exchanges.Remove(exchange.Name);
        bindings.RemoveOutgoing(exchange);
        return bindings.RemoveIncoming(exchange);
    }

    private Exchange FindExchange(string name) =>
        exchanges.TryGetValue(name, out var exchange) ? exchange : throw Errors.NoExchange(name, Name);

    private Queue FindQueue(string name, object owner)
    {
        if (!queues.TryGetValue(name, out var queue))
            throw Errors.NoQueue(name, Name);
        return MayUse(queue, owner) ? queue : throw Errors.Locked(queue);
    }

    private static bool MayUse(Queue queue, object owner) => queue.Owner is null || queue.Owner == owner;

    private static void Notify(QueueDeletion deletion)
    {
        foreach (var consumer in deletion.Cancelled)
            consumer.Target.OnQueueDeleted(consumer);
    }
}
