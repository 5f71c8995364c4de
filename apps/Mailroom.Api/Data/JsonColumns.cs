using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mailroom.Api.Data;

/// <summary>How JSON looks in columns.</summary>
internal static class JsonColumns
{
    // Nothing in a column is ever put into a page as it is, and people read Korean better than escapes.
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
