using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pabal.Engine.Messages;
using Pabal.Engine.Queues;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>One consumer of a channel: its credit, and the encoding of its deliveries.</summary>
/// <remarks>Its state is guarded by the connection's outbound lock.</remarks>
internal sealed class AmqpConsumer : IDeliveryTarget
{
    private readonly AmqpChannel channel;
    private readonly AmqpConnection connection;
    private readonly ChannelConsumers consumers;
    private readonly ChannelDeliveries deliveries;
    private readonly int prefetch;

    // The deliver frame up to the delivery tag; its length field is filled in for each message.
    private readonly byte[] prefix;

    /// <param name="channel">Where it consumes.</param>
    /// <param name="tag">Its consumer tag.</param>
    /// <param name="prefetch">How many deliveries may be unsettled; 0 for any number.</param>
    public AmqpConsumer(AmqpChannel channel, string tag, int prefetch)
    {
        this.channel = channel;
        connection = channel.Connection;
        consumers = channel.Consumers;
        deliveries = channel.Deliveries;
        this.prefetch = prefetch;
        prefix = new byte[Frame.HeaderLength + 4 + AmqpWriter.ShortStringLength(tag)];
        new FrameHeader(FrameType.Method, channel.Number, 0).Write(prefix);
        var writer = new AmqpWriter(prefix.AsSpan(Frame.HeaderLength));
        writer.WriteMethodId(AmqpMethodId.BasicDeliver);
        writer.WriteShortString(tag);
    }

    /// <summary>The subscription it serves; set once, before the first delivery.</summary>
    public Consumer Subscription { get; set; } = null!;

    /// <summary>Deliveries that are not settled.</summary>
    public int Unacked { get; set; }

    /// <summary>True when it refused a message and its queue waits for it to resume.</summary>
    public bool IsPaused { get; set; }

    /// <summary>True when it waits for octets to be sent, not for credit.</summary>
    public bool AwaitsRoom { get; set; }

    public bool CanResume => IsPaused && !AwaitsRoom && !consumers.IsFlowStopped && (Subscription.AutoAcknowledge || Credit() > 0);

    public int TryDeliver(Consumer consumer, ReadOnlySpan<QueueEntry> entries, ulong firstSequence, FlushSet touched)
    {
        var outbound = connection.Outbound;
        lock (outbound.Gate)
        {
            var credit = consumer.AutoAcknowledge ? entries.Length : Credit();
            if (consumers.IsFlowStopped)
                credit = 0;
            // Credit is negative after basic.qos has lowered it below what is unsettled.
            var count = Math.Clamp(credit, 0, entries.Length);
            var store = consumer.Queue.Store;
            var taken = 0;
            for (; taken < count && outbound.HasRoom; taken++)
            {
                ref readonly var entry = ref entries[taken];
                var tag = deliveries.NextTag();
                if (!consumer.AutoAcknowledge)
                {
                    var message = new Settlement(consumer.Queue, firstSequence + (uint)taken, entry);
                    deliveries.Add(new UnackedMessage(tag, this, message));
                }
                Write(store, entry, tag);
            }
            if (taken < entries.Length)
                Pause(outOfCredit: taken == count);
            if (taken > 0)
                connection.PromiseFlush(touched);
            return taken;
        }
    }

    public void OnQueueDeleted(Consumer consumer) => consumers.OnQueueDeleted(this);

    private int Credit()
    {
        var own = prefetch == 0 ? int.MaxValue : prefetch - Unacked;
        return Math.Min(own, consumers.SharedCredit);
    }

    private void Pause(bool outOfCredit)
    {
        IsPaused = true;
        if (outOfCredit || connection.Outbound.IsClosed)
            return;
        AwaitsRoom = true;
        connection.ResumeWhenSent(this);
    }

    private void Write(MessageStore store, in QueueEntry entry, ulong tag)
    {
        var outbound = connection.Outbound;
        var message = store.Open(entry);
        var deliver = prefix.Length + 8 + 1 + message.Envelope.Length + Frame.EndLength;
        var total = deliver + ContentHeader.FrameLength(message.Properties.Length) + message.BodyLength + Frame.Overhead;
        if (total <= outbound.MaxReservation && message.BodyLength <= connection.MaxFramePayload && entry.ReturnCount == 0)
        {
            if (message.BodyLength == 0)
                total -= Frame.Overhead;
            var span = outbound.Reserve(total);
            WriteDeliver(span, deliver, message.Envelope, tag, entry.Redelivered);
            SmallContent.Write(span[deliver..], channel.Number, message);
            return;
        }
        WriteInPieces(store, entry, tag, deliver);
    }

    // Apart, because its large local would have to be cleared for each message.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteInPieces(MessageStore store, in QueueEntry entry, ulong tag, int deliver)
    {
        var outbound = connection.Outbound;
        var message = store.Open(entry);
        WriteDeliver(outbound.Reserve(deliver), deliver, message.Envelope, tag, entry.Redelivered);
        var properties = entry.ReturnCount > 0 ? DeliveryCount.AddTo(message, entry.ReturnCount) : null;
        outbound.Append(new ContentCursor(store, entry, channel.Number, connection.FrameMax, properties));
    }

    private void WriteDeliver(Span<byte> span, int length, ReadOnlySpan<byte> envelope, ulong tag, bool redelivered)
    {
        span[length - 1] = Frame.End;
        prefix.CopyTo(span);
        BinaryPrimitives.WriteInt32BigEndian(span[3..], length - Frame.Overhead);
        BinaryPrimitives.WriteUInt64BigEndian(span[prefix.Length..], tag);
        span[prefix.Length + 8] = redelivered ? (byte)1 : (byte)0;
        envelope.CopyTo(span[(prefix.Length + 9)..]);
    }
}
