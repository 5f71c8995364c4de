using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>Messages to a queue by the default exchange, as they come from a client.</summary>
internal static class PublishBatch
{
    public static byte[] Encode(string queue, int bodyLength, int count)
    {
        ReadOnlySpan<byte> noProperties = [0, 0];
        var publish = new BasicPublish(MessageEnvelope.Encode("", queue), mandatory: false, immediate: false);
        var one = new byte[
            MethodFrame.MaxLength(publish) + ContentHeader.FrameLength(noProperties.Length) + Frame.Overhead + bodyLength];
        var length = MethodFrame.Write(one, 1, publish);
        length += new ContentHeader((ulong)bodyLength, noProperties).WriteFrame(one.AsSpan(length), 1);
        length += BodyFrame.Write(one.AsSpan(length), 1, new byte[bodyLength]);
        var all = new byte[length * count];
        for (var i = 0; i < count; i++)
            one.AsSpan(0, length).CopyTo(all.AsSpan(i * length));
        return all;
    }
}
