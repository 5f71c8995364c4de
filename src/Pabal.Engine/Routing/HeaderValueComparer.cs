using Pabal.Wire.Amqp;

namespace Pabal.Engine.Routing;

/// <summary>Compares header values as RabbitMQ's headers exchange does: by content, across types of the same nature.</summary>
/// <remarks>
/// All numbers and timestamps compare by their number (1 is 1.0), strings and byte arrays by their octets, and the
/// values inside arrays and tables by type as well.
/// </remarks>
internal static class HeaderValueComparer
{
    public static bool Equals(FieldValue left, FieldValue right)
    {
        if (TryGetInteger(left, out var leftInteger))
            return TryGetInteger(right, out var rightInteger) && leftInteger == rightInteger;
        if (TryGetFraction(left, out var leftFraction))
            return TryGetFraction(right, out var rightFraction) && leftFraction.Equals(rightFraction);
        if (IsText(left))
            return IsText(right) && left.AsBytes.SequenceEqual(right.AsBytes);
        return left == right;
    }

    public static int GetHashCode(FieldValue value)
    {
        if (TryGetInteger(value, out var integer))
            return integer.GetHashCode();
        if (TryGetFraction(value, out var fraction))
            return fraction.GetHashCode();
        if (!IsText(value))
            return value.GetHashCode();
        var hash = new HashCode();
        hash.AddBytes(value.AsBytes);
        return hash.ToHashCode();
    }

    private static bool IsText(FieldValue value) => value.Type is FieldType.LongString or FieldType.ByteArray;

    // A floating-point number without a fraction counts as an integer, so that equal numbers share a hash code.
    private static bool TryGetInteger(FieldValue value, out long integer)
    {
        integer = value.AsInteger;
        if (value.IsInteger || value.Type == FieldType.Timestamp)
            return true;
        if (!TryGetFraction(value, out var number) || number is < -9.2e18 or > 9.2e18 || Math.Truncate(number) != number)
            return false;
        integer = (long)number;
        return true;
    }

    private static bool TryGetFraction(FieldValue value, out double number)
    {
        number = value.Type switch
        {
            FieldType.Float => value.AsFloat,
            FieldType.Double => value.AsDouble,
            _ => double.NaN,
        };
        return value.Type is FieldType.Float or FieldType.Double;
    }
}
