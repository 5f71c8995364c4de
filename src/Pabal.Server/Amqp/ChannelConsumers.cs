using System.Globalization;
using Pabal.Engine.Definitions;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The consumers of a channel, and the credit that each of them has and all of them share (AMQP 0-9-1 §1.8.3).</summary>
/// <remarks>Guarded by the connection's outbound lock, apart from what only the methods of this channel use.</remarks>
internal sealed class ChannelConsumers
{
    private readonly AmqpChannel channel;
    private readonly AmqpConnection connection;
    private readonly Lock gate;
    private readonly Dictionary<string, AmqpConsumer> consumers = [];
    private int consumerPrefetch;
    private int sharedPrefetch;
    private int unacked;

    public ChannelConsumers(AmqpChannel channel)
    {
        this.channel = channel;
        connection = channel.Connection;
        gate = connection.Outbound.Gate;
        ReplyTo = new DirectReplyTo(channel);
    }

    public DirectReplyTo ReplyTo { get; }

    /// <summary>The client has stopped deliveries by channel.flow.</summary>
    public bool IsFlowStopped { get; private set; }

    /// <summary>How many more deliveries the consumers together may have unsettled.</summary>
    public int SharedCredit => sharedPrefetch == 0 ? int.MaxValue : sharedPrefetch - unacked;

    /// <returns>False when it is none of these methods.</returns>
    public bool TryHandle(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case AmqpMethodId.BasicQos:
                SetQos(MethodFrame.ReadArguments<BasicQos>(arguments));
                return true;
            case AmqpMethodId.BasicConsume:
                Consume(MethodFrame.ReadArguments<BasicConsume>(arguments));
                return true;
            case AmqpMethodId.BasicCancel:
                Cancel(MethodFrame.ReadArguments<BasicCancel>(arguments));
                return true;
            case AmqpMethodId.ChannelFlow:
                SetFlow(MethodFrame.ReadArguments<ChannelFlow>(arguments).Active);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes the credit for a delivery.</summary>
    public void Charge(AmqpConsumer consumer)
    {
        consumer.Unacked++;
        unacked++;
    }

    /// <summary>Gives back the credit of a delivery that was settled; its consumer resumes when the batch is carried out.</summary>
    public void Credit(AmqpConsumer? consumer)
    {
        if (consumer is null)
            return;
        consumer.Unacked--;
        unacked--;
        if (consumer.CanResume)
            ResumeLater(consumer);
    }

    /// <summary>Resumes whoever waited for credit that all consumers share.</summary>
    public void ResumeSharers()
    {
        if (sharedPrefetch != 0)
            ResumeAll();
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

    /// <summary>Ends a consumer that has not asked for it; the client is told.</summary>
    public void CancelFromServer(AmqpConsumer consumer)
    {
        lock (gate)
        {
            if (!consumers.TryGetValue(consumer.Subscription.Tag, out var current) || current != consumer)
                return;
            consumers.Remove(consumer.Subscription.Tag);
        }
        End(consumer);
        channel.Send(new BasicCancel(consumer.Subscription.Tag, NoWait: true));
    }

    /// <summary>Looks again how long deliveries of their queues may be unsettled. Called under the outbound lock.</summary>
    public void WatchQueues()
    {
        foreach (var consumer in consumers.Values)
        {
            if (!consumer.Subscription.AutoAcknowledge)
                channel.Deliveries.Watch(consumer.Subscription.Queue);
        }
    }

    /// <summary>Ends all consumers.</summary>
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
            : channel.OpenQueueToRead(name);
        var consumer = new AmqpConsumer(channel, tag, consumerPrefetch);
        consumer.Subscription = new Consumer(queue, tag, consumer)
        {
            AutoAcknowledge = consume.NoAck,
            Exclusive = consume.Exclusive,
            Priority = ConsumerArguments.Validate(consume.Arguments, queue.Definition, queue.VirtualHost),
            Selector = ConsumerArguments.FindSelector(consume.Arguments),
            Arguments = consume.Arguments,
        };
        queue.Subscribe(consumer.Subscription);
        lock (gate)
        {
            consumers.Add(tag, consumer);
            if (!consume.NoAck)
                channel.Deliveries.Watch(queue);
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
}
