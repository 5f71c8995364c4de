using System.Buffers.Binary;
using Pabal.Engine.Messages;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Encodes a content that fits one body frame and one block, in one go: the hot path of deliveries.</summary>
internal static class SmallContent
{
    /// <param name="span">As long as the frames are, or longer.</param>
    /// <param name="channel">Where it is sent.</param>
    /// <param name="message">The message; its body lies in one piece.</param>
    public static void Write(Span<byte> span, ushort channel, in StoredMessage message)
    {
        var properties = message.Properties;
        var header = ContentHeader.FixedLength + properties.Length;
        new FrameHeader(FrameType.Header, channel, (uint)header).Write(span);
        BinaryPrimitives.WriteUInt32BigEndian(span[Frame.HeaderLength..], ContentHeader.BasicClass << 16);
        BinaryPrimitives.WriteUInt64BigEndian(span[(Frame.HeaderLength + 4)..], (ulong)message.BodyLength);
        properties.CopyTo(span[(Frame.HeaderLength + ContentHeader.FixedLength)..]);
        span[Frame.HeaderLength + header] = Frame.End;
        if (message.BodyLength > 0)
            BodyFrame.Write(span[(Frame.Overhead + header)..], channel, message.Body(0));
    }
}
