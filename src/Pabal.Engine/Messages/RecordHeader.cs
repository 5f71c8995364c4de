using System.Runtime.InteropServices;

namespace Pabal.Engine.Messages;

/// <summary>The fixed part before each stored message.</summary>
/// <remarks>
/// <code>
/// | body length 4 | properties length 4 | envelope length 2 | flags 1 | 0 | envelope | properties | body |
/// </code>
/// The envelope is the exchange and the routing key, each with a length octet before it (AMQP short strings).
/// The properties are AMQP's basic properties as they were sent: flags, then the list (AMQP 0-9-1 §4.2.6.1).
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct RecordHeader
{
    public const int Size = 12;

    public int BodyLength;
    public int PropertiesLength;
    public ushort EnvelopeLength;
    public byte Flags;
    private readonly byte reserved;

    public readonly int BodyOffset => Size + EnvelopeLength + PropertiesLength;
}
