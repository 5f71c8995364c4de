using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Definitions;

/// <summary>Argument tables as JSON, the way RabbitMQ writes and reads them: whole numbers are 64 bits wide, others doubles.</summary>
internal static class JsonTable
{
    private const int MaxNameOctets = 255;

    public static FieldTable Read(JsonElement element, string path, DefinitionsReport report)
    {
        var table = new FieldTable();
        foreach (var member in element.EnumerateObject())
            Add(table, TryGetName(member, out var name) ? name : null, member.Value, path, report);
        return table;
    }

    /// <summary>Reads a table that is written as a list of lists, each of a name and a value.</summary>
    public static FieldTable ReadPairs(JsonElement element, string path, DefinitionsReport report)
    {
        var table = new FieldTable();
        foreach (var pair in element.EnumerateArray())
            Add(table, TryGetText(pair[0], out var name) ? name : null, pair[1], path, report);
        return table;
    }

    /// <summary>Reads a text of JSON; null when it is no object.</summary>
    public static FieldTable? Parse(ReadOnlyMemory<byte> json, DefinitionsReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, "definition", report) : null;
        }
        catch (JsonException exception)
        {
            report.AddProblem("definition", exception.Message);
            return null;
        }
    }

    /// <summary>A table as a text of JSON.</summary>
    public static string Format(FieldTable table)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(octets))
            Write(writer, table, "", new DefinitionsReport());
        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    public static bool TryGetText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            text = null;
        }
        return text is not null;
    }

    /// <summary>Writes a table; what JSON has no form for is left out, and reported.</summary>
    public static void Write(Utf8JsonWriter writer, FieldTable table, string path, DefinitionsReport report)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in table)
        {
            if (!CanWrite(value))
            {
                report.AddWarning($"{path}.{name}", $"a value of type {value.Type} has no form in JSON and is left out");
                continue;
            }
            writer.WritePropertyName(name);
            Write(writer, value, $"{path}.{name}", report);
        }
        writer.WriteEndObject();
    }

    private static void Add(FieldTable table, string? name, JsonElement element, string path, DefinitionsReport report)
    {
        if (name is null || Encoding.UTF8.GetByteCount(name) > MaxNameOctets)
            report.AddProblem(path, "the name of an argument is not valid Unicode, or has more than 255 octets");
        else if (TryRead(element, $"{path}.{name}", report, out var value))
            table.Set(name, value);
    }

    private static bool CanWrite(FieldValue value) => value.Type switch
    {
        FieldType.Void => false,
        FieldType.Float => float.IsFinite(value.AsFloat),
        FieldType.Double => double.IsFinite(value.AsDouble),
        _ => true,
    };

    private static void Write(Utf8JsonWriter writer, FieldValue value, string path, DefinitionsReport report)
    {
        switch (value.Type)
        {
            case FieldType.Boolean:
                writer.WriteBooleanValue(value.AsBoolean);
                break;
            case FieldType.Float:
                WriteNumber(writer, value.AsFloat.ToString("R", CultureInfo.InvariantCulture));
                break;
            case FieldType.Double:
                WriteNumber(writer, value.AsDouble.ToString("R", CultureInfo.InvariantCulture));
                break;
            case FieldType.Decimal:
                WriteNumber(writer, (value.DecimalUnscaled / Math.Pow(10, value.DecimalScale)).ToString("R", CultureInfo.InvariantCulture));
                break;
            case FieldType.LongString or FieldType.ByteArray:
                writer.WriteStringValue(value.AsString);
                break;
            case FieldType.Array:
                writer.WriteStartArray();
                foreach (var item in value.AsArray.Where(CanWrite))
                    Write(writer, item, path, report);
                writer.WriteEndArray();
                break;
            case FieldType.Table:
                Write(writer, value.AsTable, path, report);
                break;
            default:
                writer.WriteNumberValue(value.AsInteger);
                break;
        }
    }

    // With a fraction, so that it isn't read as a whole number.
    private static void WriteNumber(Utf8JsonWriter writer, string text) =>
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : $"{text}.0");

    private static bool TryRead(JsonElement element, string path, DefinitionsReport report, out FieldValue value)
    {
        value = FieldValue.Void;
        switch (element.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                value = FieldValue.Boolean(element.ValueKind == JsonValueKind.True);
                return true;
            case JsonValueKind.Number:
                if (element.TryGetInt64(out var integer))
                    value = FieldValue.Int64(integer);
                else if (element.TryGetDouble(out var number) && double.IsFinite(number))
                    value = FieldValue.Double(number);
                else
                    return Refuse("the number is too large");
                return true;
            case JsonValueKind.String:
                if (!TryGetText(element, out var text))
                    return Refuse("it is not valid Unicode");
                value = FieldValue.String(text);
                return true;
            case JsonValueKind.Array:
                var items = new List<FieldValue>();
                foreach (var item in element.EnumerateArray())
                {
                    if (TryRead(item, $"{path}[{items.Count}]", report, out var read))
                        items.Add(read);
                }
                value = FieldValue.Array([.. items]);
                return true;
            case JsonValueKind.Object:
                value = FieldValue.Table(Read(element, path, report));
                return true;
            default:
                return true;
        }

        bool Refuse(string problem)
        {
            report.AddProblem(path, problem);
            return false;
        }
    }

    private static bool TryGetName(JsonProperty member, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            name = null;
        }
        return name is not null;
    }
}
