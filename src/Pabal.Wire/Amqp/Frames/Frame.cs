namespace Pabal.Wire.Amqp;

/// <summary>The fixed parts of a frame (AMQP 0-9-1 §4.2.3); lengths in octets.</summary>
public static class Frame
{
    /// <summary>Type, channel and payload length.</summary>
    public const int HeaderLength = 7;

    /// <summary>The octet that ends a frame.</summary>
    public const int EndLength = 1;

    /// <summary>What a frame adds to its payload.</summary>
    public const int Overhead = HeaderLength + EndLength;

    /// <summary>The value of the octet that ends a frame.</summary>
    public const byte End = 0xCE;

    /// <summary>Every peer accepts frames of this length, whatever was negotiated.</summary>
    public const int MinMaxSize = 4096;

    /// <summary>A whole heartbeat frame.</summary>
    public static ReadOnlySpan<byte> Heartbeat => [(byte)FrameType.Heartbeat, 0, 0, 0, 0, 0, 0, End];
}
