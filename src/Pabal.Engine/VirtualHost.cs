using Pabal.Engine.Definitions;
using Pabal.Engine.Delays;
using Pabal.Engine.Destinations;
using Pabal.Engine.Durability;
using Pabal.Engine.Messages;
using Pabal.Engine.Policies;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Engine.Routing;
using Pabal.Engine.Security;
using Pabal.Engine.Timing;
using Pabal.Wire.Amqp;

namespace Pabal.Engine;

/// <summary>A name space of exchanges, bindings and queues, and the operations that change it.</summary>
/// <remarks>
/// The topology lock guards the names, the bindings and their indexes; it comes before the queues' locks. Each change raises
/// <see cref="RoutingVersion"/>, which ends what publishers remember of routes. Changes of what is durable are appended to
/// the log under the lock, one record for all that an operation does.
/// </remarks>
public sealed class VirtualHost
{
    private readonly Lock gate = new();
    private readonly DefinitionChanges? changes;
    private readonly Topology topology;
    private readonly VirtualHostQueues queues;
    private long routingVersion = 1;
    private long definitionsEnd;
    private DelayedMessages? delays;
    private volatile VirtualHostLimits limits = VirtualHostLimits.None;
    private bool isDeleted;

    /// <param name="name">As clients give it in connection.open.</param>
    /// <param name="store">Keeps the messages.</param>
    /// <param name="createName">Makes unguessable names for queues that are declared without one.</param>
    /// <param name="schedule">Tells the time.</param>
    public VirtualHost(string name, MessageStore store, Func<string> createName, Schedule schedule)
        : this(new Topology(new QueueContext(name, store, schedule, null)), createName)
    {
    }

    internal VirtualHost(Topology topology, Func<string> createName)
    {
        this.topology = topology;
        queues = new VirtualHostQueues(this, topology, createName);
        Destinations = new VirtualHostDestinations(this, topology);
        if (Journal is not null)
            topology.Changes = changes = new DefinitionChanges(Name);
        topology.Context.DeadLettering = DeadLettering = new DeadLettering(this) { HoldsBack = Journal is { Options.HasThreads: false } };
        Policies = new VirtualHostPolicies(this, topology);
        delays = topology.Delays;
        delays?.Start(this);
        topology.Context.OnUnused = queues.DeleteExpired;
        // A lease may be short enough to end meanwhile.
        using var _ = Enter();
        foreach (var queue in topology.Queues.Values)
            queue.Start();
    }

    public string Name => topology.Context.VirtualHost;

    public MessageStore Store => topology.Context.Store;

    /// <summary>Composite destinations and virtual topics.</summary>
    public VirtualHostDestinations Destinations { get; }

    /// <summary>Changes with every change of what routes depend on.</summary>
    public long RoutingVersion => Volatile.Read(ref routingVersion);

    /// <summary>Once the log is durable up to this, the definitions as they are now survive a crash.</summary>
    public LogMark DefinitionsEnd => new(Volatile.Read(ref definitionsEnd));

    /// <summary>What holds for queues and exchanges by their names.</summary>
    public VirtualHostPolicies Policies { get; }

    /// <summary>What may be in it at a time. Set under the administration's lock.</summary>
    internal VirtualHostLimits Limits
    {
        get => limits;
        set => limits = value;
    }

    /// <summary>Null when nothing is kept.</summary>
    internal Journal? Journal => topology.Context.Journal;

    /// <summary>Publishes what queues have given up.</summary>
    internal DeadLettering DeadLettering { get; }

    /// <summary>See <see cref="QueueContext.DuplicateGate"/>.</summary>
    internal Lock DuplicateGate => topology.Context.DuplicateGate;

    internal Schedule Schedule => topology.Context.Schedule;

    /// <summary>Declares an exchange, or checks that the one there is equivalent.</summary>
    /// <param name="definition">What is declared.</param>
    /// <param name="access">Whoever declares it; null for one who may do anything.</param>
    /// <exception cref="BrokerException">Invalid, reserved, not allowed, or not equivalent.</exception>
    public void DeclareExchange(ExchangeDefinition definition, ClientAccess? access = null)
    {
        ExchangeArguments.CheckType(definition.Type);
        access?.Require(AccessRight.Configure, ResourceKind.Exchange, definition.Name);
        using var _ = Enter();
        if (topology.FindExchange(definition.Name) is { } existing)
        {
            Equivalence.Check(existing.Definition, definition, Name);
            return;
        }
        ReservedNames.CheckNewExchange(definition.Name);
        access?.RequireForNew(definition);
        ExchangeArguments.Validate(definition, Name);
        CheckNotDeleted();
        topology.AddExchange(definition);
        routingVersion++;
    }

    /// <exception cref="BrokerException">There is no such exchange.</exception>
    public Exchange GetExchange(string name) => FindExchange(name) ?? throw Errors.NoExchange(name, Name);

    /// <summary>The exchange of that name, or null.</summary>
    public Exchange? FindExchange(string name)
    {
        using var _ = Enter();
        return topology.FindExchange(name);
    }

    /// <summary>Deletes an exchange with its bindings; one that isn't there is as good as deleted.</summary>
    /// <exception cref="BrokerException">Reserved, or in use although <paramref name="ifUnused"/>.</exception>
    public void DeleteExchange(string name, bool ifUnused)
    {
        ReservedNames.CheckExchangeDeletion(name, Name);
        using var _ = Enter();
        if (topology.FindExchange(name) is not { } exchange)
            return;
        if (ifUnused && exchange.Bindings.Count > 0)
            throw Errors.ExchangeInUse(name, Name);
        topology.RemoveExchange(exchange);
        routingVersion++;
    }

    /// <summary>Declares a queue, or checks that the one there is equivalent. An empty name asks for one to be made.</summary>
    /// <param name="definition">What is declared.</param>
    /// <param name="owner">The connection that declares it; the owner of an exclusive queue.</param>
    /// <param name="access">Whoever declares it; null for one who may do anything.</param>
    /// <exception cref="BrokerException">
    /// Invalid, reserved, not allowed, locked by another connection, or not equivalent; or there are too many.
    /// </exception>
    public Queue DeclareQueue(QueueDefinition definition, object owner, ClientAccess? access = null) =>
        queues.Declare(definition, owner, access);

    /// <summary>
    /// Declares a shared queue that definitions have, or checks that the one there is equivalent. The name may be one that the
    /// broker has made, and limits don't matter.
    /// </summary>
    /// <exception cref="BrokerException">Invalid, exclusive to a connection, or not equivalent.</exception>
    public Queue RestoreQueue(QueueDefinition definition) => queues.Restore(definition);

    /// <summary>All that was declared and can be declared again: not what comes with the virtual host, or is exclusive.</summary>
    public VirtualHostContents Describe()
    {
        using var _ = Enter();
        return VirtualHostContents.Of(topology);
    }

    /// <summary>Makes a transient exclusive queue of this name, reserved or not; for the protocol heads' own use.</summary>
    public Queue CreateInternalQueue(string name, object owner) => queues.CreateInternal(name, owner);

    /// <exception cref="BrokerException">There is no such queue, or it is exclusive to another connection.</exception>
    public Queue GetQueue(string name, object owner)
    {
        using var _ = Enter();
        return queues.Find(name, owner);
    }

    /// <summary>Gets a queue to consume from; that of a virtual topic's group is made, durable, when it isn't there.</summary>
    /// <param name="name">The queue's.</param>
    /// <param name="owner">The connection that consumes.</param>
    /// <param name="access">Whoever consumes, who needs the rights to make the queue if it is made; null for one who may do anything.</param>
    /// <exception cref="BrokerException">Missing, locked by another connection, not to be made, or there are too many.</exception>
    public Queue OpenQueue(string name, object owner, ClientAccess? access = null) => queues.Open(name, owner, access);

    /// <summary>Whether there is such a queue, whoever may use it.</summary>
    public bool HasQueue(string name)
    {
        using var _ = Enter();
        return topology.FindQueue(name) is not null;
    }

    /// <summary>Deletes a queue; one that isn't there is as good as deleted.</summary>
    /// <returns>How many messages it held.</returns>
    /// <exception cref="BrokerException">Locked, or a condition is not met.</exception>
    public int DeleteQueue(string name, object owner, bool ifUnused, bool ifEmpty) => queues.Delete(name, owner, ifUnused, ifEmpty);

    /// <summary>Removes a consumer, and with the last one an auto-delete queue.</summary>
    public void Cancel(Consumer consumer) => queues.Cancel(consumer);

    /// <summary>Deletes the exclusive queues of a connection that has ended.</summary>
    public void DeleteOwnedBy(object owner) => queues.DeleteOwnedBy(owner);

    /// <exception cref="BrokerException">Source or queue is missing, reserved or locked.</exception>
    public void BindQueue(string queue, string source, string routingKey, FieldTable arguments, object owner)
    {
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = Enter();
        Bind(RequireExchange(source), new Binding(queues.Find(queue, owner), routingKey, arguments));
    }

    /// <summary>Removes a binding; one that isn't there, for whatever reason, is as good as removed.</summary>
    /// <exception cref="BrokerException">Source is reserved, or the queue is locked.</exception>
    public void UnbindQueue(string queue, string source, string routingKey, FieldTable arguments, object owner)
    {
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = Enter();
        if (topology.FindExchange(source) is not { } exchange || topology.FindQueue(queue) is not { } found)
            return;
        var binding = new Binding(found, routingKey, arguments);
        if (!exchange.Has(binding))
            return;
        if (!VirtualHostQueues.MayUse(found, owner))
            throw Errors.Locked(found);
        Unbind(exchange, binding);
    }

    /// <exception cref="BrokerException">Source or destination is missing or reserved.</exception>
    public void BindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        ReservedNames.CheckNotDefaultExchange(destination);
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = Enter();
        Bind(RequireExchange(source), new Binding(RequireExchange(destination), routingKey, arguments));
    }

    /// <summary>Removes a binding; one that isn't there, for whatever reason, is as good as removed.</summary>
    /// <exception cref="BrokerException">Source or destination is reserved.</exception>
    public void UnbindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        ReservedNames.CheckNotDefaultExchange(destination);
        ReservedNames.CheckNotDefaultExchange(source);
        using var _ = Enter();
        if (topology.FindExchange(source) is { } exchange && topology.FindExchange(destination) is { } found)
            Unbind(exchange, new Binding(found, routingKey, arguments));
    }

    /// <summary>Finds where a message goes; the result is in the router. An exchange that is gone leads nowhere.</summary>
    /// <returns>The version for which the result holds.</returns>
    internal long Route(Router router, Route route, ReadOnlySpan<string> routingKeys, ReadOnlySpan<byte> properties)
    {
        var message = new RoutedMessage(properties);
        using var _ = Enter();
        if (topology.FindExchange(route.Exchange.Name) == route.Exchange)
            router.Route(topology.Exchanges, route.Exchange, routingKeys, route.MayList, ref message);
        else
            router.Clear();
        return routingVersion;
    }

    /// <summary>The messages that are to be routed later. When the virtual host was deleted, they take no more.</summary>
    internal DelayedMessages OpenDelays()
    {
        if (Volatile.Read(ref delays) is { } there)
            return there;
        DelayedMessages opened;
        // It can't fail: a transaction that is being carried out can't be left half done.
        using (Enter())
            opened = topology.Delays ?? (isDeleted ? topology.EndDelays() : topology.OpenDelays(this));
        // Not before the log has it: another publisher's messages must come behind that.
        Volatile.Write(ref delays, opened);
        return opened;
    }

    /// <summary>Appends all that is durable to the log, in place of what was said of it before.</summary>
    internal void AppendSnapshot()
    {
        using var _ = Enter();
        changes!.OnSnapshot(topology);
    }

    /// <summary>Ends what publishers remember of routes. The topology lock is held.</summary>
    internal void OnRoutesChanged() => routingVersion++;

    /// <summary>The rights of somebody have changed: publishers are to check theirs again.</summary>
    internal void OnRightsChanged()
    {
        using var _ = Enter();
        routingVersion++;
    }

    /// <summary>Ends all that is in the virtual host; nothing comes into it any more. The consumers are told.</summary>
    internal void Delete()
    {
        var ended = new List<(Queue Queue, QueueDeletion Deletion)>();
        using (Enter())
        {
            isDeleted = true;
            // That the virtual host is gone says it all, and nothing may be said of it after that.
            topology.Changes = null;
            changes?.OnDeleted();
            foreach (var queue in topology.Queues.Values)
                ended.Add((queue, queue.Delete(ifUnused: false, ifEmpty: false)));
            foreach (var (queue, _) in ended)
                topology.RemoveAlone(queue);
            foreach (var exchange in new List<Exchange>(topology.Exchanges.Values))
            {
                if (!exchange.IsPredeclared)
                    topology.RemoveAlone(exchange);
            }
            routingVersion++;
        }
        topology.Delays?.End();
        foreach (var (queue, deletion) in ended)
            VirtualHostQueues.End(queue, deletion);
    }

    /// <exception cref="BrokerException">The virtual host was deleted. The topology lock is held.</exception>
    internal void CheckNotDeleted()
    {
        if (isDeleted)
            throw Errors.NoVirtualHost(Name);
    }

    private void Bind(Exchange source, Binding binding)
    {
        BindingArguments.Validate(ExchangeTypes.RoutingType(source.Definition.Type, source.Definition.Arguments), binding.RoutingKey, binding.Arguments);
        topology.Bind(source, binding);
        routingVersion++;
    }

    private void Unbind(Exchange source, Binding binding)
    {
        topology.Unbind(source, binding);
        routingVersion++;
    }

    private Exchange RequireExchange(string name) => topology.FindExchange(name) ?? throw Errors.NoExchange(name, Name);

    /// <summary>Holds the topology lock until what is returned is disposed of.</summary>
    internal Operation Enter()
    {
        gate.Enter();
        return new Operation(this);
    }

    private void Leave()
    {
        try
        {
            if (changes is { IsEmpty: false })
                Volatile.Write(ref definitionsEnd, changes.Append(Journal!).Value);
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>Holds the topology lock, and appends what was changed before it is left.</summary>
    internal readonly ref struct Operation(VirtualHost host)
    {
        public void RaiseRoutingVersion() => host.routingVersion++;

        public void Dispose() => host.Leave();
    }
}
