using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.DeadLettering;

/// <summary>Headers as text, with their types and in their order, so that a difference can be read.</summary>
internal static class HeaderText
{
    public static string Of(FieldTable? headers) => headers is null ? "none" : Of(FieldValue.Table(headers));

    private static string Of(FieldValue value) => value.Type switch
    {
        FieldType.Table => $"{{{string.Join(' ', value.AsTable.Select(field => $"{field.Key}={Of(field.Value)}"))}}}",
        FieldType.Array => $"[{string.Join(' ', value.AsArray.Select(Of))}]",
        FieldType.LongString => $"'{value.AsString}'",
        FieldType.Timestamp => Math.Abs(value.AsInteger - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 60 ? "now" : value.ToString(),
        _ => $"{(char)value.Type}{value}",
    };
}
