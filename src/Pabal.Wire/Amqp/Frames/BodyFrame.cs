namespace Pabal.Wire.Amqp;

/// <summary>Frames that carry a piece of a message's body (AMQP 0-9-1 §4.2.6.2).</summary>
public static class BodyFrame
{
    /// <summary>Writes the whole frame and returns its length in octets.</summary>
    public static int Write(Span<byte> destination, ushort channel, ReadOnlySpan<byte> body)
    {
        destination[Frame.HeaderLength + body.Length] = Frame.End;
        new FrameHeader(FrameType.Body, channel, (uint)body.Length).Write(destination);
        body.CopyTo(destination[Frame.HeaderLength..]);
        return Frame.Overhead + body.Length;
    }
}
