using Pabal.Wire.Amqp;

namespace Pabal.Bench.Amqp;

/// <summary>The three frames of a message to the default exchange, on channel 1.</summary>
internal static class PublishFrames
{
    // Flags alone, and the flag of the delivery mode with mode 2: AMQP 0-9-1, 4.2.6.1 and the class basic.
    private static readonly byte[] NoProperties = [0, 0];
    private static readonly byte[] Persistent = [0x10, 0, 2];

    /// <returns>The octets of the frames; the body ends one octet before their end.</returns>
    public static byte[] Encode(string queue, ReadOnlySpan<byte> body, bool persistent = false)
    {
        var properties = persistent ? Persistent : NoProperties;
        var publish = new BasicPublish(MessageEnvelope.Encode("", queue), mandatory: false, immediate: false);
        var header = new ContentHeader((ulong)body.Length, properties);
        var frames = new byte[
            MethodFrame.MaxLength(publish) + ContentHeader.FrameLength(properties.Length) + Frame.Overhead + body.Length];
        var length = MethodFrame.Write(frames, 1, publish);
        length += header.WriteFrame(frames.AsSpan(length), 1);
        length += BodyFrame.Write(frames.AsSpan(length), 1, body);
        return frames[..length];
    }
}
