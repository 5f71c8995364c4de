using Pabal.Engine;
using Pabal.Engine.Durability;
using Pabal.Engine.Queues;
using Pabal.Engine.Security;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>One channel of a connection: hands each method to the part that knows it.</summary>
internal sealed class AmqpChannel
{
    private readonly ChannelTopology topology;
    private readonly ChannelTable channels;

    public AmqpChannel(AmqpConnection connection, ChannelTable channels, ushort number)
    {
        Connection = connection;
        this.channels = channels;
        Number = number;
        Consumers = new ChannelConsumers(this);
        Deliveries = new ChannelDeliveries(this);
        Publishing = new ChannelPublishing(this, channels);
        topology = new ChannelTopology(this);
    }

    public AmqpConnection Connection { get; }

    public VirtualHost VirtualHost => Connection.VirtualHost!;

    public ushort Number { get; }

    public ChannelConsumers Consumers { get; }

    public ChannelDeliveries Deliveries { get; }

    public ChannelPublishing Publishing { get; }

    /// <summary>Null unless the channel is transactional.</summary>
    public Transaction? Transaction { get; private set; }

    /// <summary>The broker has sent channel.close and waits for close-ok.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Its end has come; what waits to be said on it is not said.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>Confirms that wait for the log. Guarded by the outbound lock.</summary>
    public int PendingConfirms { get; set; }

    /// <summary>Replies that wait for the log. Guarded by the outbound lock.</summary>
    public int PendingReplies { get; set; }

    /// <summary>The queue that was declared last on this channel, which an empty name means.</summary>
    public string LastQueueName { get; set; } = "";

    /// <exception cref="AmqpException">The name is empty and no queue was declared on this channel.</exception>
    public string QueueName(string name)
    {
        if (name.Length > 0)
            return name;
        return LastQueueName.Length > 0
            ? LastQueueName
            : throw new AmqpException(ReplyCode.NotFound, "no previously declared queue");
    }

    /// <summary>The queue of that name, to take messages from it; that of a virtual topic's group is made.</summary>
    /// <exception cref="AmqpException">The name is empty and no queue was declared on this channel.</exception>
    /// <exception cref="BrokerException">There is no such queue, or the client may not read it, or not make it.</exception>
    public Queue OpenQueueToRead(string name)
    {
        name = QueueName(name);
        Connection.Access!.Require(AccessRight.Read, ResourceKind.Queue, name);
        return VirtualHost.OpenQueue(name, Connection, Connection.Access);
    }

    /// <summary>The queue of that name, which has to be there, to drop its messages.</summary>
    /// <exception cref="AmqpException">The name is empty and no queue was declared on this channel.</exception>
    /// <exception cref="BrokerException">There is no such queue, or the client may not read it.</exception>
    public Queue GetQueueToPurge(string name)
    {
        name = QueueName(name);
        Connection.Access!.Require(AccessRight.Read, ResourceKind.Queue, name);
        return VirtualHost.GetQueue(name, Connection);
    }

    public void OnMethod(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        if (Publishing.IsExpectingContent)
            throw Publishing.Unexpected();
        switch (id)
        {
            case AmqpMethodId.BasicPublish:
                Publishing.OnPublish(arguments);
                return;
            case AmqpMethodId.BasicAck:
                var ack = MethodFrame.ReadArguments<BasicAck>(arguments);
                Deliveries.Acknowledge(ack.DeliveryTag, ack.Multiple);
                return;
        }
        Connection.EndBatch();
        if (!topology.TryHandle(id, arguments)
            && !Deliveries.TryHandle(id, arguments)
            && !Consumers.TryHandle(id, arguments)
            && !TryHandleMode(id, arguments))
        {
            throw Unexpected(id);
        }
    }

    /// <summary>True for methods that have no reply, or one that waits for the log as those before it do.</summary>
    public static bool KeepsReplyOrder(AmqpMethodId id) =>
        id is AmqpMethodId.BasicPublish or AmqpMethodId.BasicAck or AmqpMethodId.BasicNack or AmqpMethodId.BasicReject
        || ChannelTopology.Knows(id);

    /// <summary>Gives up everything the channel holds; nothing it does afterwards has an effect.</summary>
    public void Release()
    {
        if (IsClosing)
            return;
        lock (Connection.Outbound.Gate)
            IsReleased = true;
        Transaction?.Rollback();
        Publishing.Release();
        Consumers.Release();
        Deliveries.Release();
    }

    /// <summary>Closes the channel for a reason that is no method's fault.</summary>
    public void CloseFromServer(AmqpException error) => channels.Close(this, error, AmqpMethodId.None);

    public void Send<T>(in T method)
        where T : struct, IAmqpMethod, allows ref struct => Connection.Send(Number, method);

    /// <summary>Sends a reply when the log is durable up to the mark.</summary>
    public void SendWhenDurable<T>(in T method, LogMark mark)
        where T : struct, IAmqpMethod, allows ref struct => Connection.Replies.Send(this, method, mark);

    private bool TryHandleMode(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case AmqpMethodId.ConfirmSelect:
                SelectConfirms(MethodFrame.ReadArguments<ConfirmSelect>(arguments));
                return true;
            case AmqpMethodId.TxSelect:
                if (Publishing.HasConfirms)
                    throw new AmqpException(ReplyCode.PreconditionFailed, "cannot switch from confirm to tx mode");
                Transaction ??= new Transaction(this);
                Send(default(TxSelectOk));
                return true;
            case AmqpMethodId.TxCommit:
                RequireTransaction().Commit();
                SendWhenDurable(default(TxCommitOk), Connection.Publisher.LoggedEnd);
                return true;
            case AmqpMethodId.TxRollback:
                RequireTransaction().Rollback();
                Send(default(TxRollbackOk));
                return true;
            case AmqpMethodId.AccessRequest:
                Send(new AccessRequestOk(1));
                return true;
            default:
                return false;
        }
    }

    private void SelectConfirms(in ConfirmSelect select)
    {
        if (Transaction is not null)
            throw new AmqpException(ReplyCode.PreconditionFailed, "cannot switch from tx to confirm mode");
        Publishing.HasConfirms = true;
        if (!select.NoWait)
            Send(default(ConfirmSelectOk));
    }

    private Transaction RequireTransaction() =>
        Transaction ?? throw new AmqpException(ReplyCode.PreconditionFailed, "channel is not transactional");

    private static AmqpException Unexpected(AmqpMethodId id) => id == AmqpMethodId.ChannelOpen
        ? new AmqpException(ReplyCode.ChannelError, "second 'channel.open' seen")
        : new AmqpException(ReplyCode.CommandInvalid, "unimplemented method");
}
