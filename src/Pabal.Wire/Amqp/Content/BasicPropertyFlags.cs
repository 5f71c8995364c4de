namespace Pabal.Wire.Amqp;

/// <summary>Which properties a list holds, in the order it holds them (AMQP 0-9-1 §4.2.6.1; class basic).</summary>
[Flags]
public enum BasicPropertyFlags : ushort
{
    None = 0,
    ContentType = 1 << 15,
    ContentEncoding = 1 << 14,
    Headers = 1 << 13,
    DeliveryMode = 1 << 12,
    Priority = 1 << 11,
    CorrelationId = 1 << 10,
    ReplyTo = 1 << 9,
    Expiration = 1 << 8,
    MessageId = 1 << 7,
    Timestamp = 1 << 6,
    Type = 1 << 5,
    UserId = 1 << 4,
    AppId = 1 << 3,
    ClusterId = 1 << 2,

    /// <summary>Not assigned to a property.</summary>
    Reserved = 1 << 1,

    /// <summary>Announces further flags, which class basic has none of.</summary>
    Continuation = 1 << 0,

    /// <summary>A list with one of these is malformed.</summary>
    Undefined = Reserved | Continuation,
}
