using System.Runtime.InteropServices;

namespace Pabal.Engine.Messages;

/// <summary>The fixed part before each stored message.</summary>
/// <remarks>
/// <code>
/// | body length 4 | properties length 4 | envelope length 2 | 0 | arrival length 1 | arrival | envelope | properties | body |
/// </code>
/// The arrival is the time at which the message came, in milliseconds since 1970, 8 octets; it is left out, with length 0,
/// where nobody needs it.
/// The envelope is the exchange and the routing key, each with a length octet before it (AMQP short strings).
/// The properties are AMQP's basic properties as they were sent: flags, then the list (AMQP 0-9-1 §4.2.6.1).
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct RecordHeader
{
    public const int Size = 12;

    public const byte ArrivalSize = 8;

    public const int ArrivalLengthOffset = 11;

    public int BodyLength;
    public int PropertiesLength;
    public ushort EnvelopeLength;

    // The zero and the length that stand behind each other; the compiler keeps no more than four fields in registers.
    private ushort arrival;

    public byte ArrivalLength
    {
        readonly get => (byte)(arrival >> 8);
        set => arrival = (ushort)(value << 8);
    }

    public readonly int EnvelopeOffset => Size + ArrivalLength;

    public readonly int BodyOffset => EnvelopeOffset + EnvelopeLength + PropertiesLength;
}
