using System.Globalization;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Engine.Definitions;

/// <summary>Writes values and their types as RabbitMQ's reply texts show them, in Erlang's notation.</summary>
internal static class ErlangText
{
    public static string TypeName(FieldValue value) => value.Type switch
    {
        FieldType.Boolean => "bool",
        FieldType.SignedByte => "byte",
        FieldType.UnsignedByte => "unsignedbyte",
        FieldType.SignedShort => "short",
        FieldType.UnsignedShort => "unsignedshort",
        FieldType.SignedInt => "signedint",
        FieldType.UnsignedInt => "unsignedint",
        FieldType.SignedLong or FieldType.UnsignedLong => "long",
        FieldType.Float => "float",
        FieldType.Double => "double",
        FieldType.Decimal => "decimal",
        FieldType.LongString => "longstr",
        FieldType.Array => "array",
        FieldType.Timestamp => "timestamp",
        FieldType.Table => "table",
        FieldType.ByteArray => "binary",
        _ => "void",
    };

    /// <summary>The value for a reader: strings as they are, everything else as a term.</summary>
    public static string Plain(FieldValue value) => IsText(value) ? value.AsString : Term(value);

    /// <summary>The value as a term, with strings as binaries: &lt;&lt;"text"&gt;&gt;.</summary>
    public static string Term(FieldValue value) => value.Type switch
    {
        FieldType.LongString or FieldType.ByteArray => $"<<{Quoted(value.AsString)}>>",
        FieldType.Float => Number(value.AsFloat),
        FieldType.Double => Number(value.AsDouble),
        FieldType.Decimal => string.Create(CultureInfo.InvariantCulture, $"{{{value.DecimalScale},{value.DecimalUnscaled}}}"),
        FieldType.Array => Items(value.AsArray),
        FieldType.Table => Fields(value.AsTable),
        _ => value.ToString(),
    };

    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool IsText(FieldValue value) => value.Type is FieldType.LongString or FieldType.ByteArray;

    // Erlang never leaves out the fraction: 10.0, 1.0e22.
    private static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponentAt = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        if (!mantissa.Contains('.', StringComparison.Ordinal))
            mantissa += ".0";
        return exponentAt < 0
            ? mantissa
            : $"{mantissa}e{int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}";
    }

    private static string Items(IReadOnlyList<FieldValue> items)
    {
        var text = new StringBuilder("[");
        foreach (var item in items)
            text.Append(text.Length > 1 ? "," : "").Append('{').Append(TypeName(item)).Append(',').Append(Term(item)).Append('}');
        return text.Append(']').ToString();
    }

    private static string Fields(FieldTable table)
    {
        var text = new StringBuilder("[");
        foreach (var (name, value) in table)
        {
            text.Append(text.Length > 1 ? "," : "").Append("{<<").Append(Quoted(name)).Append(">>,")
                .Append(TypeName(value)).Append(',').Append(Term(value)).Append('}');
        }
        return text.Append(']').ToString();
    }
}
