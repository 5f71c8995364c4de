using System.Globalization;
using Pabal.Wire.Amqp;
using EngineQueue = Pabal.Engine.Queues.Queue;

namespace Pabal.Server.Amqp;

/// <summary>
/// Takes deliveries back that a channel has not settled in time: their consumer is cancelled, and all it holds returns to the
/// queue.
/// </summary>
/// <remarks>
/// When a delivery was made is known to a tick of the server's clock: at each tick it is noted which tag was the last. Owned by
/// the connection's processing lock; the marks are guarded by its outbound lock.
/// </remarks>
internal sealed class DeliveryTimeouts(AmqpChannel channel, UnackedMessages unacked)
{
    private readonly AmqpConnection connection = channel.Connection;
    private readonly Queue<(ulong LastTag, long AtMs)> marks = new();
    private readonly List<UnackedMessage> late = [];
    private ulong markedTag;
    private ulong takenTag;
    private long shortestMs = long.MaxValue;

    /// <summary>Notes that deliveries of a queue are to be settled. Called under the outbound lock.</summary>
    public void Watch(EngineQueue queue) => shortestMs = Math.Min(shortestMs, LimitOf(queue));

    /// <summary>Whether the delivery may have been taken back, so that settling it is too late and no mistake.</summary>
    public bool MayHaveTaken(ulong tag) => tag > 0 && tag <= takenTag;

    /// <summary>Takes back what is late.</summary>
    /// <param name="nowMs">Of the server's clock.</param>
    /// <param name="lastTag">That was given to a delivery.</param>
    public void Check(long nowMs, ulong lastTag)
    {
        lock (connection.Outbound.Gate)
        {
            if (!FindLate(nowMs, lastTag))
                return;
        }
        var longestMs = 0L;
        foreach (var delivery in late)
            longestMs = Math.Max(longestMs, LimitOf(delivery.Message.Queue));
        connection.OnDeliveryTimeout(channel.Number, late.Count);
        if (connection.Capabilities.ConsumerCancelNotify)
            TakeBack();
        else
            Close(longestMs);
        late.Clear();
    }

    private bool FindLate(long nowMs, ulong lastTag)
    {
        if (unacked.Count == 0)
        {
            marks.Clear();
            markedTag = lastTag;
            return false;
        }
        // A policy may have shortened what holds for their queues.
        channel.Consumers.WatchQueues();
        if (shortestMs == long.MaxValue)
            return false;
        if (lastTag != markedTag)
            marks.Enqueue((lastTag, nowMs));
        markedTag = lastTag;
        while (marks.TryPeek(out var oldest) && oldest.LastTag < unacked.OldestTag)
            marks.Dequeue();
        if (!marks.TryPeek(out var first) || nowMs - first.AtMs < shortestMs)
            return false;
        var from = 0UL;
        foreach (var (upTo, atMs) in marks)
        {
            if (nowMs - atMs < shortestMs)
                break;
            unacked.Find(from, upTo, delivery => nowMs - atMs >= LimitOf(delivery.Message.Queue), late);
            from = upTo + 1;
        }
        return late.Count > 0;
    }

    private void TakeBack()
    {
        var consumers = new HashSet<AmqpConsumer>();
        var gets = new HashSet<ulong>();
        foreach (var delivery in late)
        {
            takenTag = Math.Max(takenTag, delivery.Tag);
            if (delivery.Consumer is { } consumer)
                consumers.Add(consumer);
            else
                gets.Add(delivery.Tag);
        }
        foreach (var consumer in consumers)
            channel.Consumers.CancelFromServer(consumer);
        late.Clear();
        lock (connection.Outbound.Gate)
        {
            unacked.Find(
                0,
                ulong.MaxValue,
                delivery => delivery.Consumer is { } consumer ? consumers.Contains(consumer) : gets.Contains(delivery.Tag),
                late);
            foreach (var delivery in late)
            {
                unacked.TryRemove(delivery.Tag, out _);
                takenTag = Math.Max(takenTag, delivery.Tag);
            }
        }
        channel.Deliveries.Return(SettlementKind.Fail, late);
    }

    // A client that doesn't understand basic.cancel would wait for ever: it is told as RabbitMQ tells it.
    private void Close(long limitMs)
    {
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"delivery acknowledgement on channel {channel.Number} timed out. Timeout value used: {limitMs} ms.");
        channel.CloseFromServer(new AmqpException(
            ReplyCode.PreconditionFailed, $"{reason} This timeout value can be configured, see consumers doc guide to learn more"));
    }

    private long LimitOf(EngineQueue queue)
    {
        var limit = queue.Settings.ConsumerTimeoutMs ?? connection.Options.ConsumerTimeoutMs;
        return limit == 0 ? long.MaxValue : limit;
    }
}
