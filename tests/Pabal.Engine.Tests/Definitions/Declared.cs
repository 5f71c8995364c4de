using Pabal.Engine.Definitions;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests.Definitions;

/// <summary>Short ways to write definitions and argument tables.</summary>
internal static class Declared
{
    public static QueueDefinition Queue(bool durable = false, bool exclusive = false, bool autoDelete = false, FieldTable? arguments = null) =>
        new("q", durable, exclusive, autoDelete, arguments ?? FieldTable.Empty);

    public static ExchangeDefinition Exchange(
        string type = "direct", bool durable = false, bool autoDelete = false, bool isInternal = false, FieldTable? arguments = null) =>
        new("x", type, durable, autoDelete, isInternal, arguments ?? FieldTable.Empty);

    public static FieldTable Arguments(params (string Name, FieldValue Value)[] fields)
    {
        var table = new FieldTable();
        foreach (var (name, value) in fields)
            table.Set(name, value);
        return table;
    }

    /// <summary>A value written as the tests' tables have it: null is void, a long an eight-octet integer.</summary>
    public static FieldValue Value(object? value) => value switch
    {
        null => FieldValue.Void,
        bool boolean => FieldValue.Boolean(boolean),
        int integer => FieldValue.Int32(integer),
        long integer => FieldValue.Int64(integer),
        float number => FieldValue.Float(number),
        double number => FieldValue.Double(number),
        string text => FieldValue.String(text),
        FieldType type => FieldValue.Integer(type, 10),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
