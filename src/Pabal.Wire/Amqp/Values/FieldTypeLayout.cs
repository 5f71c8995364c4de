namespace Pabal.Wire.Amqp;

/// <summary>How many octets follow a type octet.</summary>
internal static class FieldTypeLayout
{
    /// <summary>The value is a 32-bit length and as many octets.</summary>
    public const int LengthPrefixed = -1;

    /// <summary>No such type.</summary>
    public const int Unknown = -2;

    /// <summary>The octets of a value of the type, or one of the two constants.</summary>
    public static int OctetsOf(FieldType type) => type switch
    {
        FieldType.Void => 0,
        FieldType.Boolean or FieldType.SignedByte or FieldType.UnsignedByte => 1,
        FieldType.SignedShort or FieldType.UnsignedShort => 2,
        FieldType.SignedInt or FieldType.UnsignedInt or FieldType.Float => 4,
        FieldType.Decimal => 5,
        FieldType.SignedLong or FieldType.UnsignedLong or FieldType.Double or FieldType.Timestamp => 8,
        FieldType.LongString or FieldType.ByteArray or FieldType.Array or FieldType.Table => LengthPrefixed,
        _ => Unknown,
    };
}
