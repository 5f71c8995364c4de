using System.Globalization;
using Pabal.Engine.Messages;
using Pabal.Engine.Publishing;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>What a channel was given and has not settled, and the methods that settle it; basic.get (AMQP 0-9-1 §1.8).</summary>
/// <remarks>The unsettled deliveries and their tags are guarded by the connection's outbound lock.</remarks>
internal sealed class ChannelDeliveries
{
    private readonly AmqpChannel channel;
    private readonly AmqpConnection connection;
    private readonly Lock gate;
    private readonly UnackedMessages unacked = new();
    private readonly List<UnackedMessage> taken = [];
    private readonly DeliveryTimeouts timeouts;
    private ulong lastTag;

    public ChannelDeliveries(AmqpChannel channel)
    {
        this.channel = channel;
        connection = channel.Connection;
        gate = connection.Outbound.Gate;
        timeouts = new DeliveryTimeouts(channel, unacked);
    }

    public ulong NextTag() => ++lastTag;

    /// <summary>Notes a delivery that is to be settled.</summary>
    public void Add(in UnackedMessage delivery)
    {
        unacked.Add(delivery);
        if (delivery.Consumer is { } consumer)
            channel.Consumers.Charge(consumer);
    }

    /// <summary>Takes back what was not settled in time.</summary>
    /// <param name="nowMs">Of the server's clock.</param>
    public void CheckTimeouts(long nowMs) => timeouts.Check(nowMs, lastTag);

    /// <summary>Says that deliveries of the queue will have to be settled. Called under the outbound lock.</summary>
    public void Watch(Queue queue) => timeouts.Watch(queue);

    /// <returns>False when it is none of these methods.</returns>
    public bool TryHandle(AmqpMethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case AmqpMethodId.BasicNack:
                var nack = MethodFrame.ReadArguments<BasicNack>(arguments);
                Reject(nack.DeliveryTag, nack.Multiple, nack.Requeue ? SettlementKind.Return : SettlementKind.Reject);
                return true;
            case AmqpMethodId.BasicReject:
                var reject = MethodFrame.ReadArguments<BasicReject>(arguments);
                Reject(reject.DeliveryTag, multiple: false, reject.Requeue ? SettlementKind.Fail : SettlementKind.Reject);
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
            transaction.Settle(SettlementKind.Acknowledge, taken);
        else
            Settle(SettlementKind.Acknowledge, taken);
        taken.Clear();
    }

    /// <summary>Settles deliveries for good, with the end of the batch.</summary>
    public void Settle(SettlementKind kind, List<UnackedMessage> deliveries)
    {
        AddToBatch(kind, deliveries);
        connection.Settlements.FlushIfLong();
    }

    /// <summary>Settles deliveries for good, in the publisher's transaction.</summary>
    public void SettleWith(Publisher transaction, SettlementKind kind, List<UnackedMessage> deliveries)
    {
        connection.Settlements.Flush();
        AddToBatch(kind, deliveries);
        connection.Settlements.Flush(transaction);
    }

    /// <summary>Returns deliveries to their queues.</summary>
    public void Return(SettlementKind kind, List<UnackedMessage> deliveries)
    {
        AddToBatch(kind, deliveries);
        connection.Settlements.Flush();
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
    /// <param name="method">The method.</param>
    /// <param name="store">Has the message.</param>
    /// <param name="entry">The message.</param>
    /// <param name="properties">What is sent in place of the stored properties; null to send those.</param>
    public void SendContent<T>(in T method, MessageStore store, in QueueEntry entry, byte[]? properties = null)
        where T : struct, IAmqpMethod, allows ref struct
    {
        lock (gate)
        {
            if (connection.Outbound.IsClosed)
                return;
            connection.Write(channel.Number, method);
            connection.Outbound.Append(new ContentCursor(store, entry, channel.Number, connection.FrameMax, properties));
            connection.PromiseFlush(connection.Touched);
        }
    }

    /// <summary>Returns what is unsettled; the consumers have ended.</summary>
    public void Release()
    {
        TakeAll();
        Return(SettlementKind.Fail, taken);
        taken.Clear();
    }

    // The hot path of clients that acknowledge each message: one lock for all of it.
    private void AcknowledgeOne(ulong tag)
    {
        connection.Settlements.Begin(SettlementKind.Acknowledge);
        lock (gate)
        {
            if (!unacked.TryRemove(tag, out var delivery))
            {
                if (timeouts.MayHaveTaken(tag))
                    return;
                throw UnknownTag(tag);
            }
            connection.Settlements.Add(delivery);
            channel.Consumers.Credit(delivery.Consumer);
            channel.Consumers.ResumeSharers();
        }
        connection.Settlements.FlushIfLong();
    }

    private void Reject(ulong tag, bool multiple, SettlementKind kind)
    {
        Take(tag, multiple);
        if (channel.Transaction is { } transaction)
            transaction.Settle(kind, taken);
        else if (kind == SettlementKind.Reject)
            Settle(kind, taken);
        else
            Return(kind, taken);
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
        Return(SettlementKind.Return, taken);
        taken.Clear();
    }

    /// <summary>Moves the deliveries that the tag means from unsettled to taken.</summary>
    private void Take(ulong tag, bool multiple)
    {
        lock (gate)
        {
            if (multiple && (tag == 0 || unacked.Contains(tag) || timeouts.MayHaveTaken(tag)))
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
            if (timeouts.MayHaveTaken(tag))
                return;
        }
        throw UnknownTag(tag);
    }

    private void TakeAll()
    {
        lock (gate)
        {
            while (unacked.TryRemoveOldest(ulong.MaxValue, out var delivery))
                taken.Add(delivery);
        }
    }

    private void AddToBatch(SettlementKind kind, List<UnackedMessage> deliveries)
    {
        connection.Settlements.Begin(kind);
        foreach (var delivery in deliveries)
            connection.Settlements.Add(delivery);
        Credit(deliveries);
    }

    /// <summary>Gives back the credit of settled deliveries; who waited for it resumes when the batch is carried out.</summary>
    private void Credit(List<UnackedMessage> deliveries)
    {
        lock (gate)
        {
            foreach (var delivery in deliveries)
                channel.Consumers.Credit(delivery.Consumer);
            channel.Consumers.ResumeSharers();
        }
    }

    private void Get(in BasicGet get)
    {
        var queue = channel.OpenQueueToRead(get.Queue);
        if (!queue.TryTake(out var message, out var remaining))
        {
            channel.Send(default(BasicGetEmpty));
            return;
        }
        var stored = queue.Store.Open(message.Entry);
        var envelope = stored.Envelope;
        // Unlike basic.deliver, it has the header from the first time on.
        var properties = queue.Settings.CountsReturns ? DeliveryCount.AddTo(stored, message.Entry.ReturnCount) : null;
        ulong tag;
        lock (gate)
        {
            tag = NextTag();
            timeouts.Watch(queue);
            if (!get.NoAck)
                Add(new UnackedMessage(tag, null, message));
        }
        var getOk = new BasicGetOk(tag, message.Entry.Redelivered, envelope, (uint)remaining);
        SendContent(getOk, queue.Store, message.Entry, properties);
        if (get.NoAck)
            queue.Acknowledge([message]);
    }

    private static AmqpException UnknownTag(ulong tag) => new(
        ReplyCode.PreconditionFailed, string.Create(CultureInfo.InvariantCulture, $"unknown delivery tag {tag}"));
}
