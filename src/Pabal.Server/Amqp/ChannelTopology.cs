using Pabal.Engine;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The exchange and queue methods of a channel (AMQP 0-9-1 §1.6, §1.7).</summary>
internal sealed class ChannelTopology(AmqpChannel channel)
{
    private const uint ExchangeClass = 40;
    private const uint QueueClass = 50;

    private VirtualHost VirtualHost => channel.VirtualHost;

    private AmqpConnection Owner => channel.Connection;

    private ClientAccess Access => channel.Connection.Access!;

    /// <summary>Whether it is a method of the exchange or queue class.</summary>
    public static bool Knows(AmqpMethodId id) => (uint)id >> 16 is ExchangeClass or QueueClass;

    /// <returns>False when it is none of these methods.</returns>
    public bool TryHandle(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case AmqpMethodId.ExchangeDeclare:
                Declare(MethodFrame.ReadArguments<ExchangeDeclare>(arguments));
                return true;
            case AmqpMethodId.ExchangeDelete:
                var delete = MethodFrame.ReadArguments<ExchangeDelete>(arguments);
                ReservedNames.CheckExchangeDeletion(delete.Exchange, VirtualHost.Name);
                Access.Require(AccessRight.Configure, ResourceKind.Exchange, delete.Exchange);
                VirtualHost.DeleteExchange(delete.Exchange, delete.IfUnused);
                Reply(delete.NoWait, default(ExchangeDeleteOk));
                return true;
            case AmqpMethodId.ExchangeBind:
                var bind = MethodFrame.ReadArguments<ExchangeBind>(arguments);
                RequireBinding(ResourceKind.Exchange, bind.Destination, bind.Source, bind.RoutingKey);
                VirtualHost.BindExchange(bind.Destination, bind.Source, bind.RoutingKey, bind.Arguments);
                Reply(bind.NoWait, default(ExchangeBindOk));
                return true;
            case AmqpMethodId.ExchangeUnbind:
                var unbind = MethodFrame.ReadArguments<ExchangeUnbind>(arguments);
                RequireBinding(ResourceKind.Exchange, unbind.Destination, unbind.Source, unbind.RoutingKey);
                VirtualHost.UnbindExchange(unbind.Destination, unbind.Source, unbind.RoutingKey, unbind.Arguments);
                Reply(unbind.NoWait, default(ExchangeUnbindOk));
                return true;
            case AmqpMethodId.QueueDeclare:
                Declare(MethodFrame.ReadArguments<QueueDeclare>(arguments));
                return true;
            case AmqpMethodId.QueueBind:
                Bind(MethodFrame.ReadArguments<QueueBind>(arguments));
                return true;
            case AmqpMethodId.QueueUnbind:
                Unbind(MethodFrame.ReadArguments<QueueUnbind>(arguments));
                return true;
            case AmqpMethodId.QueuePurge:
                var purge = MethodFrame.ReadArguments<QueuePurge>(arguments);
                var purged = channel.GetQueueToPurge(purge.Queue).Purge();
                if (!purge.NoWait)
                    channel.SendWhenDurable(new QueuePurgeOk((uint)purged), Owner.Broker.Durability?.End ?? default);
                return true;
            case AmqpMethodId.QueueDelete:
                Delete(MethodFrame.ReadArguments<QueueDelete>(arguments));
                return true;
            default:
                return false;
        }
    }

    private void Declare(in ExchangeDeclare declare)
    {
        ReservedNames.CheckNotDefaultExchange(declare.Exchange);
        if (declare.Passive)
        {
            VirtualHost.GetExchange(declare.Exchange);
        }
        else
        {
            VirtualHost.DeclareExchange(new ExchangeDefinition(
                declare.Exchange, declare.Type, declare.Durable, declare.AutoDelete, declare.Internal, declare.Arguments),
                Access);
        }
        Reply(declare.NoWait, default(ExchangeDeclareOk));
    }

    private void Declare(in QueueDeclare declare)
    {
        Queue queue;
        if (DirectReplyTo.IsAddress(declare.Queue) && (declare.Queue == DirectReplyTo.QueueName || VirtualHost.HasQueue(declare.Queue)))
        {
            // Whoever answers requests asks in this way whether the requester is still there.
            Reply(declare.NoWait, new QueueDeclareOk(declare.Queue, 0, 1));
            return;
        }
        if (declare.Passive)
        {
            // Here alone an empty name doesn't mean the queue declared last: RabbitMQ knows no queue ''.
            queue = VirtualHost.GetQueue(declare.Queue, Owner);
        }
        else
        {
            // What ends with its connection can't outlive the broker: RabbitMQ takes no exclusive queue for durable.
            var durable = declare.Durable && !declare.Exclusive;
            queue = VirtualHost.DeclareQueue(
                new QueueDefinition(declare.Queue, durable, declare.Exclusive, declare.AutoDelete, declare.Arguments),
                Owner,
                Access);
        }
        channel.LastQueueName = queue.Name;
        queue.Renew();
        Reply(declare.NoWait, new QueueDeclareOk(queue.Name, (uint)queue.ReadyCount, (uint)queue.ConsumerCount));
    }

    private void Bind(in QueueBind bind)
    {
        var name = channel.QueueName(bind.Queue);
        var key = RoutingKey(bind.Queue, bind.RoutingKey);
        RequireBinding(ResourceKind.Queue, name, bind.Exchange, key);
        VirtualHost.BindQueue(name, bind.Exchange, key, bind.Arguments, Owner);
        Reply(bind.NoWait, default(QueueBindOk));
    }

    private void Unbind(in QueueUnbind unbind)
    {
        var name = channel.QueueName(unbind.Queue);
        var key = RoutingKey(unbind.Queue, unbind.RoutingKey);
        RequireBinding(ResourceKind.Queue, name, unbind.Exchange, key);
        VirtualHost.UnbindQueue(name, unbind.Exchange, key, unbind.Arguments, Owner);
        channel.SendWhenDurable(default(QueueUnbindOk), VirtualHost.DefinitionsEnd);
    }

    private void Delete(in QueueDelete delete)
    {
        var name = channel.QueueName(delete.Queue);
        Access.Require(AccessRight.Configure, ResourceKind.Queue, name);
        var count = VirtualHost.DeleteQueue(name, Owner, delete.IfUnused, delete.IfEmpty);
        Reply(delete.NoWait, new QueueDeleteOk((uint)count));
    }

    // In RabbitMQ's order, which decides what a client is told. An exchange that isn't there is found out about later.
    private void RequireBinding(ResourceKind destinationKind, string destination, string source, string routingKey)
    {
        Access.Require(AccessRight.Write, destinationKind, destination);
        if (destinationKind == ResourceKind.Exchange)
            ReservedNames.CheckNotDefaultExchange(destination);
        ReservedNames.CheckNotDefaultExchange(source);
        Access.Require(AccessRight.Read, ResourceKind.Exchange, source);
        if (VirtualHost.FindExchange(source) is { } exchange)
            Access.RequireTopic(AccessRight.Read, exchange, routingKey);
    }

    // With neither name nor key given, the key is the last declared queue's name too (AMQP 0-9-1, queue.bind).
    private string RoutingKey(string queue, string routingKey) =>
        queue.Length == 0 && routingKey.Length == 0 ? channel.QueueName(queue) : routingKey;

    private void Reply<T>(bool noWait, in T method)
        where T : struct, IAmqpMethod
    {
        if (!noWait)
            channel.SendWhenDurable(method, VirtualHost.DefinitionsEnd);
    }
}
