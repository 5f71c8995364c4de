using Pabal.Engine.Durability;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>The confirms and replies of a connection that wait for the log, in the order in which they are to be sent.</summary>
/// <remarks>Guarded by the connection's outbound lock.</remarks>
internal sealed class PendingReplies(AmqpConnection connection) : IDurabilityObserver
{
    private readonly Queue<PendingReply> replies = new();
    private bool isNotified;
    private volatile int frameCount;
    private volatile AmqpChannel? holder;
    private TaskCompletionSource? released;

    /// <summary>True when replies wait; confirms are not counted. Needs no lock.</summary>
    public bool HasReplies => frameCount > 0;

    /// <summary>True while the next method waits for the replies of its channel. Needs no lock.</summary>
    public bool HoldsInput => holder is not null;

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

    /// <summary>Tells a publisher that a message was not stored, behind the confirms of those before it.</summary>
    public void Reject(AmqpChannel channel, ulong tag)
    {
        lock (connection.Outbound.Gate)
        {
            if (connection.Outbound.IsClosed)
                return;
            if (channel.PendingConfirms > 0)
            {
                channel.PendingConfirms++;
                Add(new PendingReply(default, channel, tag, null, IsRejected: true));
                return;
            }
            channel.Publishing.WriteConfirm(tag, isStored: false);
            connection.PromiseFlush(connection.Touched);
        }
    }

    /// <summary>Sends a reply when the log is durable up to the mark; never, when the log fails before.</summary>
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
                frameCount++;
                var frame = new byte[MethodFrame.MaxLength(method)];
                Add(new PendingReply(mark, channel, 0, frame[..MethodFrame.Write(frame, channel.Number, method)]));
                return;
            }
            connection.Write(channel.Number, method);
            connection.PromiseFlush(connection.Touched);
        }
    }

    /// <summary>
    /// Holds up the input while replies wait on a channel: what its client asks next, without having waited for them, is
    /// answered at once, and the answers have to keep their order.
    /// </summary>
    /// <returns>False when none waits.</returns>
    public bool TryHold(AmqpChannel channel)
    {
        lock (connection.Outbound.Gate)
        {
            if (channel.PendingReplies == 0 || connection.Outbound.IsClosed)
                return false;
            holder = channel;
            return true;
        }
    }

    /// <summary>Completes when the input is not held up, or no longer.</summary>
    public Task WhenInputMayGoOn()
    {
        lock (connection.Outbound.Gate)
        {
            if (holder is null)
                return Task.CompletedTask;
            released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return released.Task;
        }
    }

    public void OnDurable()
    {
        lock (connection.Outbound.Gate)
        {
            isNotified = false;
            WriteReady();
            if (replies.Count > 0)
                Notify();
        }
        connection.Flush();
    }

    /// <summary>Writes what need not, or can't, wait any longer. Called under the outbound lock.</summary>
    public void WriteReady()
    {
        if (connection.Outbound.IsClosed)
            replies.Clear();
        else if (replies.Count > 0)
            WriteSettled();
        // When the log has failed, a reply was left out: nothing may be answered behind it before the connection is closed.
        if (holder is { PendingReplies: 0 } && Durability is { HasFailed: false })
            ReleaseInput();
    }

    private bool IsDurable(LogMark mark) =>
        Durability is not { } durability || (mark <= durability.DurableEnd && !durability.HasFailed);

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

    private void WriteSettled()
    {
        // Read in this order: what was durable before the failure is.
        var hasFailed = Durability!.HasFailed;
        var end = Durability.DurableEnd;
        while (replies.TryPeek(out var reply) && (hasFailed || reply.Mark <= end))
        {
            replies.Dequeue();
            if (reply.Frame is null)
            {
                reply.Channel.PendingConfirms--;
                if (!reply.Channel.IsReleased && !IsCoveredByNext(reply))
                    reply.Channel.Publishing.WriteConfirm(reply.Confirmed, IsStored(reply));
                continue;
            }
            reply.Channel.PendingReplies--;
            frameCount--;
            if (!reply.Channel.IsReleased && IsStored(reply))
                reply.Frame.CopyTo(connection.Outbound.Reserve(reply.Frame.Length));
        }

        // What waits for nothing of its own, such as a transient message, goes with the broker once the log has failed.
        bool IsStored(in PendingReply reply) => !reply.IsRejected && reply.Mark <= end && !(hasFailed && reply.Mark == default);

        // The next confirm of the channel, of the same outcome, says it all.
        bool IsCoveredByNext(in PendingReply reply) =>
            replies.TryPeek(out var next)
            && next.Channel == reply.Channel
            && next.Frame is null
            && (hasFailed || next.Mark <= end)
            && IsStored(next) == IsStored(reply);
    }

    private void ReleaseInput()
    {
        holder = null;
        released?.TrySetResult();
        released = null;
    }
}
