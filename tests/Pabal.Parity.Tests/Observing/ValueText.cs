using System.Collections;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Pabal.Parity.Tests.Observing;

/// <summary>Writes field values with their types, in the order in which they came.</summary>
internal static class ValueText
{
    public static string Of(object? value) => value switch
    {
        null => "void",
        byte[] octets => Quoted(Encoding.UTF8.GetString(octets)),
        string text => Quoted(text),
        bool flag => flag ? "true" : "false",
        AmqpTimestamp => "<time>",
        IDictionary<string, object?> table => Table(table),
        BinaryTableValue binary => $"0x{Convert.ToHexString(binary.Bytes)}",
        IList list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}:{TypeName(value)}"),
    };

    public static string Table(IDictionary<string, object?> table) =>
        $"{{{string.Join(", ", table.Select(field => $"{field.Key}={Of(field.Value)}"))}}}";

    public static string Quoted(string text) => $"\"{text}\"";

    private static string TypeName(object value) => value switch
    {
        sbyte => "i8",
        byte => "u8",
        short => "i16",
        ushort => "u16",
        int => "i32",
        uint => "u32",
        long => "i64",
        float => "f32",
        double => "f64",
        decimal => "decimal",
        _ => value.GetType().Name,
    };
}
