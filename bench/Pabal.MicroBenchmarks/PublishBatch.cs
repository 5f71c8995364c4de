using Pabal.Wire.Amqp;

namespace Pabal.MicroBenchmarks;

/// <summary>Publishes as they come from a client.</summary>
internal static class PublishBatch
{
    /// <summary>The same message many times, to a queue by the default exchange.</summary>
    public static byte[] Encode(string queue, int bodyLength, int count)
    {
        var one = Encode("", queue, bodyLength);
        var all = new byte[one.Length * count];
        for (var i = 0; i < count; i++)
            one.CopyTo(all.AsSpan(i * one.Length));
        return all;
    }

    /// <summary>One message.</summary>
    public static byte[] Encode(string exchange, string routingKey, int bodyLength)
    {
        ReadOnlySpan<byte> noProperties = [0, 0];
        var publish = new BasicPublish(MessageEnvelope.Encode(exchange, routingKey), mandatory: false, immediate: false);
        var one = new byte[
            MethodFrame.MaxLength(publish) + ContentHeader.FrameLength(noProperties.Length) + Frame.Overhead + bodyLength];
        var length = MethodFrame.Write(one, 1, publish);
        length += new ContentHeader((ulong)bodyLength, noProperties).WriteFrame(one.AsSpan(length), 1);
        length += BodyFrame.Write(one.AsSpan(length), 1, new byte[bodyLength]);
        return one[..length];
    }
}
