using System.Globalization;
using Pabal.Engine.Definitions;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Consuming on a channel: consumers, credit, unsettled deliveries, basic.get (AMQP 0-9-1 §1.8).</summary>
/// <remarks>The delivery state, and who the consumers are, is guarded by the connection's outbound lock.</remarks>
internal sealed class ChannelDeliveries
{
    private readonly AmqpChannel channel;
    private readonly AmqpConnection connection;
    private readonly Lock gate;
    private readonly Dictionary<string, AmqpConsumer> consumers = [];
    private readonly UnackedMessages unacked = new();
    private readonly List<UnackedMessage> taken = [];
    private int consumerPrefetch;
    private int sharedPrefetch;
    private int unackedByConsumers;
    private ulong lastTag;

    public ChannelDeliveries(AmqpChannel channel)
    {
        this.channel = channel;
        connection = channel.Connection;
        gate = connection.Outbound.Gate;
        ReplyTo = new DirectReplyTo(channel);
    }

    public DirectReplyTo ReplyTo { get; }

    /// <summary>The client has stopped deliveries by channel.flow.</summary>
    public bool IsFlowStopped { get; private set; }

    /// <summary>How many more deliveries the channel's consumers together may have unsettled.</summary>
    public int SharedCredit => sharedPrefetch == 0 ? int.MaxValue : sharedPrefetch - unackedByConsumers;

    public ulong NextTag() => ++lastTag;

    /// <summary>Notes a delivery that is to be settled.</summary>
    public void Add(in UnackedMessage delivery)
    {
        unacked.Add(delivery);
        if (delivery.Consumer is not { } consumer)
            return;
        consumer.Unacked++;
        unackedByConsumers++;
    }

    /// <returns>False when it is none of these methods.</returns>
    public bool TryHandle(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case AmqpMethodId.BasicNack:
                var nack = MethodFrame.ReadArguments<BasicNack>(arguments);
                Reject(nack.DeliveryTag, nack.Multiple, nack.Requeue);
                return true;
            case AmqpMethodId.BasicReject:
                var reject = MethodFrame.ReadArguments<BasicReject>(arguments);
                Reject(reject.DeliveryTag, multiple: false, reject.Requeue);
                return true;
            case AmqpMethodId.BasicQos:
                SetQos(MethodFrame.ReadArguments<BasicQos>(arguments));
                return true;
            case AmqpMethodId.BasicConsume:
                Consume(MethodFrame.ReadArguments<BasicConsume>(arguments));
                return true;
            case AmqpMethodId.BasicCancel:
                Cancel(MethodFrame.ReadArguments<BasicCancel>(arguments));
                return true;
            case AmqpMethodId.BasicGet:
                Get(MethodFrame.ReadArguments<BasicGet>(arguments));
                return true;
            case AmqpMethodId.BasicRecover:
                Recover(MethodFrame.ReadArguments<BasicRecover>(arguments).Requeue, hasReply: true);
                return true;
            case AmqpMethodId.BasicRecoverAsync:
                Recover(MethodFrame.ReadArguments<BasicRecoverAsync>(arguments).Requeue, hasReply: false);
                return true;
            case AmqpMethodId.ChannelFlow:
                SetFlow(MethodFrame.ReadArguments<ChannelFlow>(arguments).Active);
                return true;
            default:
                return false;
        }
    }

    public void Acknowledge(ulong tag, bool multiple)
    {
        if (!multiple && channel.Transaction is null)
        {
            AcknowledgeOne(tag);
            return;
        }
        Take(tag, multiple);
        if (channel.Transaction is { } transaction)
            transaction.Acknowledge(taken);
        else
            Settle(taken);
        taken.Clear();
    }

    /// <summary>Settles deliveries for good, with the end of the batch.</summary>
    public void Settle(List<UnackedMessage> deliveries)
    {
        foreach (var delivery in deliveries)
            connection.Settlements.Add(delivery);
        Credit(deliveries);
        connection.Settlements.FlushIfLong();
    }

    /// <summary>Returns deliveries to their queues.</summary>
    public void Return(List<UnackedMessage> deliveries)
    {
        connection.Settlements.Flush();
        foreach (var delivery in deliveries)
            connection.Settlements.Add(delivery);
        Credit(deliveries);
        connection.Settlements.Return();
    }

    /// <summary>Makes deliveries unsettled again, in the order of their tags.</summary>
    public void Unsettle(List<UnackedMessage> deliveries)
    {
        lock (gate)
        {
            while (unacked.TryRemoveOldest(ulong.MaxValue, out var delivery))
                deliveries.Add(delivery);
            deliveries.Sort(static (one, other) => one.Tag.CompareTo(other.Tag));
            foreach (var delivery in deliveries)
                unacked.Add(delivery);
        }
    }

    /// <summary>Writes a method that carries a stored message.</summary>
    public void SendContent<T>(in T method, MessageStore store, in QueueEntry entry)
        where T : struct, IAmqpMethod, allows ref struct
    {
        lock (gate)
        {
            if (connection.Outbound.IsClosed)
                return;
            connection.Write(channel.Number, method);
            connection.Outbound.Append(new ContentCursor(store, entry, channel.Number, connection.FrameMax));
            connection.PromiseFlush(connection.Touched);
        }
    }

    /// <summary>The queue was deleted by somebody: the client is told, if it wants to know.</summary>
    public void OnQueueDeleted(AmqpConsumer consumer)
    {
        lock (gate)
        {
            // The tag may belong to another consumer by now.
            if (!consumers.TryGetValue(consumer.Subscription.Tag, out var current) || current != consumer)
                return;
            consumers.Remove(consumer.Subscription.Tag);
        }
        if (connection.Capabilities.ConsumerCancelNotify)
            connection.SendNow(channel.Number, new BasicCancel(consumer.Subscription.Tag, NoWait: true));
    }

    /// <summary>Ends the consumers and returns what is unsettled.</summary>
    public void Release()
    {
        AmqpConsumer[] ended;
        lock (gate)
        {
            ended = [.. consumers.Values];
            consumers.Clear();
        }
        foreach (var consumer in ended)
            End(consumer);
        ReplyTo.Release();
        TakeAll();
        Return(taken);
        taken.Clear();
    }

    // The hot path of clients that acknowledge each message: one lock for all of it.
    private void AcknowledgeOne(ulong tag)
    {
        lock (gate)
        {
            if (!unacked.TryRemove(tag, out var delivery))
                throw UnknownTag(tag);
            connection.Settlements.Add(delivery);
            Credit(delivery.Consumer);
            ResumeSharers();
        }
        connection.Settlements.FlushIfLong();
    }

    private void Reject(ulong tag, bool multiple, bool requeue)
    {
        Take(tag, multiple);
        if (channel.Transaction is { } transaction)
            transaction.Reject(taken, requeue);
        else if (requeue)
            Return(taken);
        else
            Settle(taken);
        taken.Clear();
    }

    private void Recover(bool requeue, bool hasReply)
    {
        if (!requeue)
            throw new AmqpException(ReplyCode.NotImplemented, "requeue=false");
        // recover-ok comes before what is delivered again.
        if (hasReply)
            channel.Send(default(BasicRecoverOk));
        TakeAll();
        Return(taken);
        taken.Clear();
    }

    /// <summary>Moves the deliveries that the tag means from unsettled to taken.</summary>
    private void Take(ulong tag, bool multiple)
    {
        lock (gate)
        {
            if (multiple && (tag == 0 || unacked.Contains(tag)))
            {
                while (unacked.TryRemoveOldest(tag == 0 ? ulong.MaxValue : tag, out var each))
                    taken.Add(each);
                return;
            }
            if (!multiple && unacked.TryRemove(tag, out var delivery))
            {
                taken.Add(delivery);
                return;
            }
        }
        throw UnknownTag(tag);
    }

    private static AmqpException UnknownTag(ulong tag) => new(
        ReplyCode.PreconditionFailed, string.Create(CultureInfo.InvariantCulture, $"unknown delivery tag {tag}"));

    private void TakeAll()
    {
        lock (gate)
        {
            while (unacked.TryRemoveOldest(ulong.MaxValue, out var delivery))
                taken.Add(delivery);
        }
    }

    /// <summary>Gives back the credit of settled deliveries; who waited for it resumes when the batch is carried out.</summary>
    private void Credit(List<UnackedMessage> deliveries)
    {
        lock (gate)
        {
            foreach (var delivery in deliveries)
                Credit(delivery.Consumer);
            ResumeSharers();
        }
    }

    private void Credit(AmqpConsumer? consumer)
    {
        if (consumer is null)
            return;
        consumer.Unacked--;
        unackedByConsumers--;
        if (consumer.CanResume)
            ResumeLater(consumer);
    }

    // Credit that is shared may be what another consumer waits for.
    private void ResumeSharers()
    {
        if (sharedPrefetch != 0)
            ResumeAll();
    }

    private void ResumeAll()
    {
        foreach (var consumer in consumers.Values)
        {
            if (consumer.CanResume)
                ResumeLater(consumer);
        }
    }

    private void ResumeLater(AmqpConsumer consumer)
    {
        consumer.IsPaused = false;
        connection.Settlements.Resume(consumer);
    }

    private void SetQos(in BasicQos qos)
    {
        if (qos.PrefetchSize != 0)
        {
            throw new AmqpException(
                ReplyCode.NotImplemented,
                string.Create(CultureInfo.InvariantCulture, $"prefetch_size!=0 ({qos.PrefetchSize})"));
        }
        lock (gate)
        {
            if (qos.Global)
            {
                sharedPrefetch = qos.PrefetchCount;
                ResumeAll();
            }
            else
            {
                consumerPrefetch = qos.PrefetchCount;
            }
        }
        channel.Send(default(BasicQosOk));
        connection.Settlements.Flush();
    }

    private void SetFlow(bool isActive)
    {
        lock (gate)
        {
            IsFlowStopped = !isActive;
            ResumeAll();
        }
        channel.Send(new ChannelFlowOk(isActive));
        connection.Settlements.Flush();
    }

    private void Consume(in BasicConsume consume)
    {
        var tag = consume.ConsumerTag.Length > 0 ? consume.ConsumerTag : $"amq.ctag-{connection.Broker.CreateName()}";
        var name = channel.QueueName(consume.Queue);
        lock (gate)
        {
            if (consumers.ContainsKey(tag))
                throw new AmqpException(ReplyCode.NotAllowed, $"attempt to reuse consumer tag '{tag}'");
        }
        var queue = name == DirectReplyTo.QueueName
            ? ReplyTo.Create(consume.NoAck)
            : channel.VirtualHost.GetQueue(name, connection);
        var consumer = new AmqpConsumer(channel, tag, consumerPrefetch);
        consumer.Subscription = new Consumer(queue, tag, consumer)
        {
            AutoAcknowledge = consume.NoAck,
            Exclusive = consume.Exclusive,
            Priority = ConsumerArguments.Validate(consume.Arguments, queue.Definition, queue.VirtualHost),
            Arguments = consume.Arguments,
        };
        queue.Subscribe(consumer.Subscription);
        lock (gate)
        {
            consumers.Add(tag, consumer);
            // consume-ok comes before the first delivery, and before a cancel when the queue goes.
            if (!consume.NoWait)
                channel.Send(new BasicConsumeOk(tag));
        }
        queue.Resume(consumer.Subscription, connection.Touched);
        // Whoever deleted it before the consumer was added here found nobody to tell.
        if (queue.IsDeleted)
            OnQueueDeleted(consumer);
    }

    private void Cancel(in BasicCancel cancel)
    {
        AmqpConsumer? consumer;
        lock (gate)
            consumers.Remove(cancel.ConsumerTag, out consumer);
        if (consumer is not null)
            End(consumer);
        if (!cancel.NoWait)
            channel.Send(new BasicCancelOk(cancel.ConsumerTag));
    }

    private void End(AmqpConsumer consumer)
    {
        channel.VirtualHost.Cancel(consumer.Subscription);
        ReplyTo.Release(consumer.Subscription.Queue);
    }

    private void Get(in BasicGet get)
    {
        var queue = channel.VirtualHost.GetQueue(channel.QueueName(get.Queue), connection);
        if (!queue.TryTake(out var message, out var remaining))
        {
            channel.Send(default(BasicGetEmpty));
            return;
        }
        var envelope = queue.Store.Open(message.Entry).Envelope;
        ulong tag;
        lock (gate)
        {
            tag = NextTag();
            if (!get.NoAck)
                Add(new UnackedMessage(tag, null, message));
        }
        var getOk = new BasicGetOk(tag, message.Entry.Redelivered, envelope, (uint)remaining);
        SendContent(getOk, queue.Store, message.Entry);
        if (get.NoAck)
            queue.Acknowledge([message]);
    }
}
