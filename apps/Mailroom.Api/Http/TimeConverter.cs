using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailroom.Api.Http;

/// <summary>Times as RFC 3339 has them. One without an offset would mean another time on every machine, and is refused.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        var time = text.IndexOf('T', StringComparison.OrdinalIgnoreCase);
        if (time < 0 || text.AsSpan(time).IndexOfAny("Zz+-") < 0 || !reader.TryGetDateTimeOffset(out var value))
            throw new JsonException("A time is written as 2030-12-31T23:59:00Z or 2030-12-31T23:59:00+09:00.");
        return value;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
