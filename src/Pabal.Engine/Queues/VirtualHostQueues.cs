using Pabal.Engine.Definitions;
using Pabal.Engine.Routing;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Queues;

/// <summary>
/// How queues of a virtual host come and go, and who may use which. What the verbs do that <see cref="VirtualHost"/> has too is
/// said there.
/// </summary>
/// <remarks>Thread-safe: takes the topology lock, unless it says that it is held.</remarks>
internal sealed class VirtualHostQueues(VirtualHost host, Topology topology, Func<string> createName)
{
    // Guarded by the topology lock.
    private int internalCount;

    public Queue Declare(QueueDefinition definition, object owner, ClientAccess? access)
    {
        // Even a queue that is there can't be declared by such a name, as in RabbitMQ.
        ReservedNames.CheckNewQueue(definition.Name);
        if (definition.Name.Length == 0)
        {
            QueueArguments.CheckUnnamed(definition);
            definition = definition with { Name = $"amq.gen-{createName()}" };
        }
        access?.Require(AccessRight.Configure, ResourceKind.Queue, definition.Name);
        using var _ = host.Enter();
        if (topology.FindQueue(definition.Name) is { } existing)
        {
            if (existing.Definition.Exclusive != definition.Exclusive || !MayUse(existing, owner))
                throw Errors.Locked(existing);
            Equivalence.Check(existing.Definition, definition, host.Name);
            return existing;
        }
        return AddWithinLimits(definition, owner, access);
    }

    public Queue Restore(QueueDefinition definition)
    {
        using var _ = host.Enter();
        if (topology.FindQueue(definition.Name) is { } existing)
        {
            if (existing.Owner is not null)
                throw Errors.Locked(existing);
            Equivalence.Check(existing.Definition, definition, host.Name);
            return existing;
        }
        QueueArguments.Validate(definition, host.Name);
        return Add(definition, host);
    }

    public Queue CreateInternal(string name, object owner)
    {
        using var _ = host.Enter();
        var queue = Add(new QueueDefinition(name, false, true, false, FieldTable.Empty) { Internal = true }, owner);
        internalCount++;
        return queue;
    }

    public Queue Open(string name, object owner, ClientAccess? access)
    {
        using var _ = host.Enter();
        if (topology.FindQueue(name) is not null || !topology.VirtualTopics.TryGetBindingKey(name, out var _))
            return Find(name, owner);
        access?.Require(AccessRight.Configure, ResourceKind.Queue, name);
        return AddWithinLimits(new QueueDefinition(name, true, false, false, FieldTable.Empty), owner, access);
    }

    /// <summary>The queue of that name. The topology lock is held.</summary>
    /// <exception cref="BrokerException">There is no such queue, or it is exclusive to another connection.</exception>
    public Queue Find(string name, object owner)
    {
        if (topology.FindQueue(name) is not { } queue)
            throw Errors.NoQueue(name, host.Name);
        return MayUse(queue, owner) ? queue : throw Errors.Locked(queue);
    }

    public int Delete(string name, object owner, bool ifUnused, bool ifEmpty)
    {
        QueueDeletion deletion;
        Queue? queue;
        using (host.Enter())
        {
            queue = topology.FindQueue(name);
            if (queue is null)
                return 0;
            if (!MayUse(queue, owner))
                throw Errors.Locked(queue);
            deletion = queue.Delete(ifUnused, ifEmpty);
            if (deletion == QueueDeletion.InUse)
                throw Errors.QueueInUse(queue);
            if (deletion == QueueDeletion.NotEmpty)
                throw Errors.QueueNotEmpty(queue);
            Remove(queue);
        }
        End(queue, deletion);
        return deletion.MessageCount;
    }

    public void Cancel(Consumer consumer)
    {
        var queue = consumer.Queue;
        if (queue.Unsubscribe(consumer) == 0 && queue.Definition.AutoDelete)
            Delete(queue, ifUnused: true);
    }

    public void DeleteOwnedBy(object owner)
    {
        Queue[] gone;
        using (host.Enter())
            gone = topology.OwnedBy(owner);
        foreach (var queue in gone)
            Delete(queue, ifUnused: false);
    }

    /// <summary>Deletes a queue whose lease has ended, unless it was used since.</summary>
    public void DeleteExpired(Queue queue) => Delete(queue, ifUnused: true, ifExpired: true);

    public static bool MayUse(Queue queue, object owner) => queue.Owner is null || queue.Owner == owner;

    /// <summary>Ends what was deleted, after the topology lock was left: its consumers are told.</summary>
    public static void End(Queue queue, QueueDeletion deletion)
    {
        queue.Forget();
        foreach (var consumer in deletion.Cancelled)
            consumer.Target.OnQueueDeleted(consumer);
    }

    private Queue AddWithinLimits(QueueDefinition definition, object owner, ClientAccess? access)
    {
        if (host.Limits.MaxQueues is >= 0 and var limit && topology.Queues.Count - internalCount >= limit)
            throw Errors.TooManyQueues(definition.Name, host.Name, limit);
        access?.RequireForNew(definition, topology.VirtualTopics.TryGetBindingKey(definition.Name, out var bindingKey) ? bindingKey : null);
        QueueArguments.Validate(definition, host.Name);
        return Add(definition, owner);
    }

    private Queue Add(QueueDefinition definition, object owner)
    {
        host.CheckNotDeleted();
        var queue = topology.AddQueue(definition, owner);
        topology.BindToVirtualTopic(queue);
        queue.Start();
        host.OnRoutesChanged();
        if (!definition.Internal)
            topology.Policies.Apply(queue);
        return queue;
    }

    private void Delete(Queue queue, bool ifUnused, bool ifExpired = false)
    {
        QueueDeletion deletion;
        using (host.Enter())
        {
            // Somebody else may have deleted it, or a consumer may have come, since the caller looked.
            if (topology.FindQueue(queue.Name) != queue)
                return;
            deletion = queue.Delete(ifUnused, ifEmpty: false, ifExpired);
            if (deletion == QueueDeletion.InUse)
                return;
            Remove(queue);
        }
        End(queue, deletion);
    }

    private void Remove(Queue queue)
    {
        topology.RemoveQueue(queue);
        if (queue.Definition.Internal)
            internalCount--;
        host.OnRoutesChanged();
    }
}
