using System.Globalization;
using System.Text;

namespace Pabal.Wire.Amqp;

/// <summary>One typed value of a field table or array. Immutable; equality is by type and content.</summary>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private readonly long bits;
    private readonly object? reference;

    private FieldValue(FieldType type, long bits, object? reference)
    {
        Type = type;
        this.bits = bits;
        this.reference = reference;
    }

    /// <summary>The value's type on the wire.</summary>
    public FieldType Type { get; }

    /// <summary>The absent value (type octet V).</summary>
    public static FieldValue Void { get; } = new(FieldType.Void, 0, null);

    public static FieldValue Boolean(bool value) => new(FieldType.Boolean, value ? 1 : 0, null);

    /// <summary>An integer of one of the eight integer types, or a timestamp in seconds since 1970 (UTC).</summary>
    public static FieldValue Integer(FieldType type, long value) => new(type, value, null);

    public static FieldValue Int32(int value) => new(FieldType.SignedInt, value, null);

    public static FieldValue Int64(long value) => new(FieldType.SignedLong, value, null);

    public static FieldValue Float(float value) => new(FieldType.Float, BitConverter.SingleToInt32Bits(value), null);

    public static FieldValue Double(double value) => new(FieldType.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A decimal: <paramref name="unscaled"/> · 10^−<paramref name="scale"/>.</summary>
    public static FieldValue Decimal(byte scale, uint unscaled) => new(FieldType.Decimal, ((long)scale << 32) | unscaled, null);

    public static FieldValue String(string value) => new(FieldType.LongString, 0, Encoding.UTF8.GetBytes(value));

    /// <summary>A long string or byte array; the array is taken over, not copied.</summary>
    public static FieldValue Bytes(FieldType type, byte[] value) => new(type, 0, value);

    public static FieldValue Array(FieldValue[] items) => new(FieldType.Array, 0, items);

    public static FieldValue Table(FieldTable table) => new(FieldType.Table, 0, table);

    /// <summary>True for the eight integer types; a timestamp is not one.</summary>
    public bool IsInteger => Type is FieldType.SignedByte or FieldType.UnsignedByte or FieldType.SignedShort
        or FieldType.UnsignedShort or FieldType.SignedInt or FieldType.UnsignedInt or FieldType.SignedLong
        or FieldType.UnsignedLong;

    public bool AsBoolean => bits != 0;

    public long AsInteger => bits;

    public float AsFloat => BitConverter.Int32BitsToSingle((int)bits);

    public double AsDouble => BitConverter.Int64BitsToDouble(bits);

    public byte DecimalScale => (byte)(bits >> 32);

    public uint DecimalUnscaled => (uint)bits;

    /// <summary>The octets of a long string or byte array; empty for other types.</summary>
    public ReadOnlySpan<byte> AsBytes => reference as byte[];

    /// <summary>The text of a long string (invalid UTF-8 becomes U+FFFD); empty for other types.</summary>
    public string AsString => reference is byte[] octets ? Encoding.UTF8.GetString(octets) : string.Empty;

    public IReadOnlyList<FieldValue> AsArray => reference as FieldValue[] ?? [];

    public FieldTable AsTable => reference as FieldTable ?? FieldTable.Empty;

    public bool Equals(FieldValue other)
    {
        if (Type != other.Type || bits != other.bits)
            return false;
        return reference switch
        {
            null => other.reference is null,
            byte[] octets => octets.AsSpan().SequenceEqual(other.AsBytes),
            FieldValue[] items => items.AsSpan().SequenceEqual(other.reference as FieldValue[]),
            _ => reference.Equals(other.reference),
        };
    }

    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.Add(bits);
        if (reference is byte[] octets)
            hash.AddBytes(octets);
        return hash.ToHashCode();
    }

    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    /// <summary>The value for a log or error text; strings as they are.</summary>
    public override string ToString() => Type switch
    {
        FieldType.Boolean => AsBoolean ? "true" : "false",
        FieldType.Float => AsFloat.ToString(CultureInfo.InvariantCulture),
        FieldType.Double => AsDouble.ToString(CultureInfo.InvariantCulture),
        FieldType.Decimal => $"{DecimalUnscaled}e-{DecimalScale}",
        FieldType.LongString or FieldType.ByteArray => AsString,
        FieldType.Array => $"[{string.Join(", ", AsArray)}]",
        FieldType.Table => AsTable.ToString(),
        FieldType.Void => "undefined",
        _ => AsInteger.ToString(CultureInfo.InvariantCulture),
    };
}
