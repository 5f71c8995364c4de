namespace Pabal.Wire.Amqp;

//  ┌─────┬─────┬─────┬─────┬───┬───────┬───────┬──────────┐
//  │ 'A' │ 'M' │ 'Q' │ 'P' │ 0 │ major │ minor │ revision │
//  └─────┴─────┴─────┴─────┴───┴───────┴───────┴──────────┘
/// <summary>The octets a client opens a connection with, and a server refuses other protocols with (AMQP 0-9-1 §4.2.2).</summary>
public static class ProtocolHeader
{
    public const int Length = 8;

    public static ReadOnlySpan<byte> Octets => "AMQP\0\0\x09\x01"u8;

    /// <summary>Whether the client speaks AMQP 0-9-1: all eight octets have to match.</summary>
    public static bool Matches(ReadOnlySpan<byte> received) => received.StartsWith(Octets);
}
