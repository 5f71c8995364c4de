using System.Buffers.Binary;
using Pabal.Engine.Messages;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// Encodes a stored message's header frame and body frames piece by piece, so that sending a message of any size needs
/// one block of memory. Holds a reference to the record.
/// </summary>
internal struct ContentCursor
{
    /// <summary>The room in octets that <see cref="Fill"/> needs to get on.</summary>
    public const int LongestFixedPart = Frame.HeaderLength + ContentHeader.FixedLength;

    private readonly MessageStore? store;
    private readonly QueueEntry entry;
    private readonly ushort channel;
    private readonly int maxPayload;
    private readonly byte[]? properties;
    private Stage stage;
    private int at;
    private int frameLeft;

    /// <param name="store">Holds the record; a reference to it is taken.</param>
    /// <param name="entry">The message.</param>
    /// <param name="channel">Where it is sent.</param>
    /// <param name="frameMax">The negotiated longest frame, in octets.</param>
    /// <param name="properties">What is sent in place of the stored properties; null to send those.</param>
    public ContentCursor(MessageStore store, in QueueEntry entry, ushort channel, int frameMax, byte[]? properties = null)
    {
        this.properties = properties;
        this.store = store;
        this.entry = entry;
        this.channel = channel;
        maxPayload = frameMax - Frame.Overhead;
        store.AddReference(entry);
        var message = store.Open(entry);
        var frames = (message.BodyLength + maxPayload - 1) / maxPayload;
        Remaining = ContentHeader.FrameLength(PropertiesOf(message).Length) + message.BodyLength + ((long)frames * Frame.Overhead);
    }

    private enum Stage
    {
        HeaderStart,
        Properties,
        HeaderEnd,
        FrameStart,
        Body,
        FrameEnd,
    }

    public readonly bool IsOpen => store is not null;

    /// <summary>Octets that are still to be encoded.</summary>
    public long Remaining { get; private set; }

    public readonly void Release() => store!.Release(entry);

    /// <summary>Encodes what fits.</summary>
    /// <param name="destination">At least <see cref="LongestFixedPart"/> octets.</param>
    /// <returns>Octets written.</returns>
    public int Fill(Span<byte> destination)
    {
        var message = store!.Open(entry);
        var written = 0;
        while (Remaining > 0 && destination.Length - written >= LongestFixedPart)
        {
            var count = FillPart(message, destination[written..]);
            written += count;
            Remaining -= count;
        }
        return written;
    }

    private int FillPart(in StoredMessage message, Span<byte> destination)
    {
        switch (stage)
        {
            case Stage.HeaderStart:
                new FrameHeader(FrameType.Header, channel, (uint)(ContentHeader.FixedLength + PropertiesOf(message).Length))
                    .Write(destination);
                BinaryPrimitives.WriteUInt32BigEndian(destination[Frame.HeaderLength..], ContentHeader.BasicClass << 16);
                BinaryPrimitives.WriteUInt64BigEndian(destination[(Frame.HeaderLength + 4)..], (ulong)message.BodyLength);
                stage = Stage.Properties;
                return LongestFixedPart;
            case Stage.Properties:
                var count = Copy(PropertiesOf(message)[at..], destination);
                if (at == PropertiesOf(message).Length)
                    stage = Stage.HeaderEnd;
                return count;
            case Stage.FrameStart:
                frameLeft = Math.Min(maxPayload, message.BodyLength - at);
                new FrameHeader(FrameType.Body, channel, (uint)frameLeft).Write(destination);
                stage = Stage.Body;
                return Frame.HeaderLength;
            case Stage.Body:
                var body = message.Body(at);
                count = Copy(body[..Math.Min(body.Length, frameLeft)], destination);
                frameLeft -= count;
                if (frameLeft == 0)
                    stage = Stage.FrameEnd;
                return count;
            default:
                destination[0] = Frame.End;
                at = stage == Stage.HeaderEnd ? 0 : at;
                stage = Stage.FrameStart;
                return Frame.EndLength;
        }
    }

    private readonly ReadOnlySpan<byte> PropertiesOf(in StoredMessage message) => properties is null ? message.Properties : properties;

    private int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var count = Math.Min(source.Length, destination.Length);
        source[..count].CopyTo(destination);
        at += count;
        return count;
    }
}
