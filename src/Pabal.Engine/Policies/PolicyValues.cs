using Pabal.Wire.Amqp;

namespace Pabal.Engine.Policies;

/// <summary>Checks of values in policies.</summary>
internal static class PolicyValues
{
    public static bool IsAny(FieldValue value) => true;

    public static bool IsText(FieldValue value) => value.Type == FieldType.LongString;

    public static bool IsCount(FieldValue value) => IsFrom(value, 0, long.MaxValue);

    public static bool IsPositive(FieldValue value) => IsFrom(value, 1, long.MaxValue);

    public static bool IsFrom(FieldValue value, long min, long max) =>
        value.IsInteger && value.AsInteger >= min && value.AsInteger <= max;

    public static bool IsOneOf(FieldValue value, params ReadOnlySpan<string> names) =>
        value.Type == FieldType.LongString && names.Contains(value.AsString);
}
