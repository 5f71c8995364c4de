using Pabal.Wire.Amqp;

namespace Pabal.Bench.Amqp;

/// <summary>The three frames of a message to the default exchange, on channel 1 and without properties.</summary>
internal static class PublishFrames
{
    public static byte[] Encode(string queue, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> noProperties = [0, 0];
        var publish = new BasicPublish(MessageEnvelope.Encode("", queue), mandatory: false, immediate: false);
        var header = new ContentHeader((ulong)body.Length, noProperties);
        var frames = new byte[
            MethodFrame.MaxLength(publish) + ContentHeader.FrameLength(noProperties.Length) + Frame.Overhead + body.Length];
        var length = MethodFrame.Write(frames, 1, publish);
        length += header.WriteFrame(frames.AsSpan(length), 1);
        length += BodyFrame.Write(frames.AsSpan(length), 1, body);
        return frames[..length];
    }
}
