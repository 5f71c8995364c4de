using Pabal.Engine.Durability;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The confirms and replies of a connection that wait for the log, in the order in which they are to be sent.</summary>
/// <remarks>Guarded by the connection's outbound lock.</remarks>
internal sealed class PendingReplies(AmqpConnection connection) : IDurabilityObserver
{
    private readonly Queue<PendingReply> replies = new();
    private bool isNotified;

    private BrokerDurability? Durability => connection.Broker.Durability;

    /// <summary>Confirms what was published on a channel up to a tag, when the log is durable up to the mark.</summary>
    public void Confirm(AmqpChannel channel, ulong tag, LogMark mark)
    {
        lock (connection.Outbound.Gate)
        {
            if (connection.Outbound.IsClosed)
                return;
            if (channel.PendingConfirms > 0 || !IsDurable(mark))
            {
                channel.PendingConfirms++;
                Add(new PendingReply(mark, channel, tag, null));
                return;
            }
            channel.Publishing.WriteConfirm(tag, isStored: true);
            connection.PromiseFlush(connection.Touched);
        }
    }

    /// <summary>Sends a reply when the log is durable up to the mark.</summary>
    public void Send<T>(AmqpChannel channel, in T method, LogMark mark)
        where T : struct, IAmqpMethod, allows ref struct
    {
        lock (connection.Outbound.Gate)
        {
            if (connection.Outbound.IsClosed)
                return;
            if (channel.PendingReplies > 0 || !IsDurable(mark))
            {
                channel.PendingReplies++;
                var frame = new byte[MethodFrame.MaxLength(method)];
                Add(new PendingReply(mark, channel, 0, frame[..MethodFrame.Write(frame, channel.Number, method)]));
                return;
            }
            connection.Write(channel.Number, method);
            connection.PromiseFlush(connection.Touched);
        }
    }

    public void OnDurable()
    {
        lock (connection.Outbound.Gate)
        {
            isNotified = false;
            if (connection.Outbound.IsClosed)
            {
                replies.Clear();
                return;
            }
            SendReady();
            if (replies.Count > 0)
                Notify();
        }
        connection.Flush();
    }

    /// <summary>
    /// Sends the replies that wait on a channel before their time, for a client that has not waited for them either: what it
    /// asks next is answered at once, and the answers have to keep their order.
    /// </summary>
    public void SendEarly(AmqpChannel channel)
    {
        if (Durability is null)
            return;
        lock (connection.Outbound.Gate)
        {
            if (channel.PendingReplies == 0 || connection.Outbound.IsClosed)
                return;
            for (var left = replies.Count; left > 0; left--)
            {
                var reply = replies.Dequeue();
                if (reply.Channel == channel && reply.Frame is not null)
                    Write(reply.Frame);
                else
                    replies.Enqueue(reply);
            }
            channel.PendingReplies = 0;
            connection.PromiseFlush(connection.Touched);
        }
    }

    private bool IsDurable(LogMark mark) => Durability is not { } durability || mark <= durability.DurableEnd;

    private void Write(byte[] frame) => frame.CopyTo(connection.Outbound.Reserve(frame.Length));

    private void Add(in PendingReply reply)
    {
        replies.Enqueue(reply);
        Notify();
    }

    private void Notify()
    {
        if (isNotified)
            return;
        isNotified = true;
        Durability!.Notify(this, replies.Peek().Mark);
    }

    private void SendReady()
    {
        // Read in this order: what was durable before the failure is.
        var hasFailed = Durability!.HasFailed;
        var end = Durability.DurableEnd;
        while (replies.TryPeek(out var reply) && (hasFailed || reply.Mark <= end))
        {
            replies.Dequeue();
            if (reply.Frame is null)
                reply.Channel.PendingConfirms--;
            else
                reply.Channel.PendingReplies--;
            if (reply.Channel.IsReleased || HasMore(reply))
                continue;
            if (reply.Frame is null)
                reply.Channel.Publishing.WriteConfirm(reply.Confirmed, reply.Mark <= end);
            else if (reply.Mark <= end)
                Write(reply.Frame);
        }

        // The next confirm of the channel, of the same outcome, says it all.
        bool HasMore(in PendingReply reply) =>
            reply.Frame is null
            && replies.TryPeek(out var next)
            && next.Channel == reply.Channel
            && next.Frame is null
            && (next.Mark <= end || (hasFailed && !(reply.Mark <= end)));
    }
}
