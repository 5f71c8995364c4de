namespace Pabal.Wire.Amqp;

/// <summary>The type octet of a frame (AMQP 0-9-1 §2.3.5, §4.2.3). Received octets may hold other values.</summary>
public enum FrameType : byte
{
    None = 0,
    Method = 1,
    Header = 2,
    Body = 3,
    Heartbeat = 8,
}
