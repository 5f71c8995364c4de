using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailroom.Api.Http;

/// <summary>The JSON that clients read and write.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        // A name that is not known is most likely a mistake, and would be one that nobody sees.
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new AddressConverter());
        options.Converters.Add(new TimeConverter());
        return options;
    }
}
