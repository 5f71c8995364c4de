using System.Security.Cryptography;
using System.Text.Json;
using Mailroom.Api.Messages;

namespace Mailroom.Api.Http;

/// <summary>A JSON body of bounded length, as octets, because those make a request the same as another.</summary>
internal static class RequestBody
{
    /// <exception cref="BadHttpRequestException">It is too long, or has not come.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
            throw TooLong(maxBytes);
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 << 10];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + count > maxBytes)
                throw TooLong(maxBytes);
            body.Write(buffer, 0, count);
        }
        return body.ToArray();
    }

    public static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <returns>Null when it is not what it should be, and errors were added.</returns>
    public static T? Parse<T>(byte[] body, FieldErrors errors)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(body, ApiJson.Options) is { } value)
                return value;
            errors.Add("", "The body is missing.");
        }
        catch (JsonException exception)
        {
            errors.Add(Field(exception.Path), Words(exception));
        }
        return null;
    }

    private static string Field(string? path)
    {
        if (path is null or "$")
            return "";
        return path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
    }

    // The library's words end with a position, which the field's name tells better, and may name types that mean nothing to clients.
    private static string Words(JsonException exception)
    {
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return "There is no such field.";
        if (exception.Message.Contains("could not be converted", StringComparison.Ordinal))
            return "The value is of another kind than the field.";
        var end = exception.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    private static BadHttpRequestException TooLong(int maxBytes) =>
        new($"The body is longer than {maxBytes} octets.", StatusCodes.Status413PayloadTooLarge);
}
