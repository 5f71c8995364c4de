using Pabal.Wire.Amqp;

namespace Pabal.Engine.Tests;

/// <summary>Tables of queue arguments.</summary>
internal static class QueueArgument
{
    public static FieldTable Table(params (string Name, object Value)[] arguments)
    {
        var table = new FieldTable();
        foreach (var (name, value) in arguments)
            table.Set(name, value is string text ? FieldValue.String(text) : FieldValue.Int64(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)));
        return table;
    }
}
