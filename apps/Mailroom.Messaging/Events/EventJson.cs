using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailroom.Messaging.Events;

/// <summary>The JSON form of events: camel case, octets as base64, unknown properties ignored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MailroomEvent))]
public sealed partial class EventJson : JsonSerializerContext
{
    public static byte[] Write(MailroomEvent content) => JsonSerializer.SerializeToUtf8Bytes(content, Default.MailroomEvent);

    /// <exception cref="JsonException">It is no event that is known here.</exception>
    public static MailroomEvent Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.MailroomEvent) ?? throw new JsonException("null is no event.");
        }
        catch (NotSupportedException exception)
        {
            // A type that is missing.
            throw new JsonException(exception.Message, exception);
        }
    }
}
