namespace Pabal.Wire.Amqp;

/// <summary>The type octet of a value in an AMQP field table or array, as RabbitMQ and its clients use them.</summary>
/// <remarks>AMQP 0-9-1 §4.2.5.5 as corrected by RabbitMQ's published errata.</remarks>
public enum FieldType : byte
{
    Boolean = (byte)'t',
    SignedByte = (byte)'b',
    UnsignedByte = (byte)'B',
    SignedShort = (byte)'s',
    UnsignedShort = (byte)'u',
    SignedInt = (byte)'I',
    UnsignedInt = (byte)'i',
    SignedLong = (byte)'l',
    UnsignedLong = (byte)'L',
    Float = (byte)'f',
    Double = (byte)'d',
    Decimal = (byte)'D',
    LongString = (byte)'S',
    Array = (byte)'A',
    Timestamp = (byte)'T',
    Table = (byte)'F',
    Void = (byte)'V',
    ByteArray = (byte)'x',
}
