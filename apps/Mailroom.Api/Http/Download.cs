using Microsoft.Net.Http.Headers;

namespace Mailroom.Api.Http;

/// <summary>Octets that strangers made. Browsers are to save them and nothing else.</summary>
internal static class Download
{
    public static IResult Answer(HttpContext context, byte[] content, string contentType, string? fileName)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(Clean(fileName));
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.Bytes(content, MediaTypeHeaderValue.TryParse(contentType, out _) ? contentType : "application/octet-stream");
    }

    // A name, and no path.
    private static string Clean(string? fileName)
    {
        var name = (fileName ?? "")[((fileName ?? "").LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return name is "" or "." or ".." ? "attachment" : name;
    }
}
