using System.Text.Json;
using System.Text.Json.Serialization;
using Mailroom.Api.Messages;
using Mailroom.Mail;

namespace Mailroom.Api.Http;

/// <summary>Reads addresses as text or as {name, address}, and writes the latter.</summary>
internal sealed class AddressConverter : JsonConverter<MailAddress>
{
    private const string Form = "An address is written as a@b, as Name <a@b>, or as {\"name\": …, \"address\": …}.";

    public override MailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return AddressText.TryParse(reader.GetString()!, out var parsed) ? parsed : throw new JsonException(Form);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException(Form);
        string? name = null, address = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                throw new JsonException(Form);
            if (string.Equals(property, "name", StringComparison.OrdinalIgnoreCase))
                name = reader.GetString();
            else if (string.Equals(property, "address", StringComparison.OrdinalIgnoreCase))
                address = reader.GetString();
            else
                throw new JsonException(Form);
        }
        if (address is null)
            throw new JsonException(Form);
        return new MailAddress(string.IsNullOrWhiteSpace(name) ? null : name, address.Trim());
    }

    public override void Write(Utf8JsonWriter writer, MailAddress value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Name is not null)
            writer.WriteString("name", value.Name);
        writer.WriteString("address", value.Address);
        writer.WriteEndObject();
    }
}
