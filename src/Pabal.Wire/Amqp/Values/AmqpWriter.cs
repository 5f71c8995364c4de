using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pabal.Wire.Amqp;

/// <summary>
/// Writes AMQP values, big-endian, into a span (AMQP 0-9-1 §4.2.5). The caller sizes the span by the static length
/// methods: a span that is too small is a programming error and throws <see cref="InvalidOperationException"/>.
/// </summary>
public ref struct AmqpWriter(Span<byte> destination)
{
    /// <summary>What a short string may hold, in octets.</summary>
    public const int MaxShortString = byte.MaxValue;

    private readonly Span<byte> destination = destination;

    /// <summary>Octets written so far.</summary>
    public int Written { get; private set; }

    /// <summary>The octets of a short string, its length octet included.</summary>
    public static int ShortStringLength(string value) => 1 + Encoding.UTF8.GetByteCount(value);

    /// <summary>The octets of a long string, its length included.</summary>
    public static int LongStringLength(string value) => 4 + Encoding.UTF8.GetByteCount(value);

    /// <summary>The octets of a long string, its length included.</summary>
    public static int LongStringLength(ReadOnlySpan<byte> value) => 4 + value.Length;

    /// <summary>The octets of a field table, its length included.</summary>
    public static int TableLength(FieldTable table) => FieldWriter.TableLength(table);

    public void WriteOctet(byte value) => Reserve(1)[0] = value;

    public void WriteShort(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    public void WriteLong(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    public void WriteLongLong(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    /// <summary>A timestamp: seconds since 1970 (UTC).</summary>
    public void WriteTimestamp(ulong seconds) => WriteLongLong(seconds);

    /// <summary>Class and method id, which open every method frame's payload.</summary>
    public void WriteMethodId(AmqpMethodId id) => WriteLong((uint)id);

    /// <summary>Up to five bits in one octet, the first in the lowest bit (AMQP 0-9-1 §4.2.5.2).</summary>
    public void WriteBits(bool first, bool second = false, bool third = false, bool fourth = false, bool fifth = false) =>
        WriteOctet((byte)((first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0) | (fourth ? 8 : 0) | (fifth ? 16 : 0)));

    /// <summary>A short string. Throws <see cref="InvalidOperationException"/> above 255 octets.</summary>
    public void WriteShortString(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxShortString)
            ThrowTooLong();
        var reserved = Reserve(1 + value.Length);
        reserved[0] = (byte)value.Length;
        value.CopyTo(reserved[1..]);
    }

    /// <summary>A short string in UTF-8. Throws <see cref="InvalidOperationException"/> above 255 octets.</summary>
    public void WriteShortString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        if (length > MaxShortString)
            ThrowTooLong();
        var reserved = Reserve(1 + length);
        reserved[0] = (byte)length;
        Encoding.UTF8.GetBytes(value, reserved[1..]);
    }

    public void WriteLongString(ReadOnlySpan<byte> value)
    {
        WriteLong((uint)value.Length);
        WriteRaw(value);
    }

    /// <summary>A long string in UTF-8.</summary>
    public void WriteLongString(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLong((uint)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    public void WriteTable(FieldTable table) => FieldWriter.WriteTable(ref this, table);

    /// <summary>Octets that are encoded already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Claims the next octets for the caller to fill.</summary>
    public Span<byte> Reserve(int length)
    {
        if ((uint)length > (uint)(destination.Length - Written))
            ThrowTooSmall();
        var reserved = destination.Slice(Written, length);
        Written += length;
        return reserved;
    }

    [DoesNotReturn]
    private static void ThrowTooSmall() =>
        throw new InvalidOperationException("The span is too small for what is written into it.");

    [DoesNotReturn]
    private static void ThrowTooLong() => throw new InvalidOperationException("A short string holds at most 255 octets.");
}
