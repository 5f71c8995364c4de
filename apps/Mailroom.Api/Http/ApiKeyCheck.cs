using System.Security.Cryptography;
using System.Text;
using Mailroom.Api.Settings;

namespace Mailroom.Api.Http;

/// <summary>Lets in who has a key: Authorization: Bearer.</summary>
internal sealed class ApiKeyCheck(ApiOptions options) : IEndpointFilter
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 1024;
    private static readonly object ownerKey = new();

    /// <summary>Whose key a request came with.</summary>
    public static string OwnerOf(HttpContext context) => context.Items[ownerKey] as string ?? "";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Find(http.Request.Headers.Authorization.ToString()) is { } owner)
        {
            http.Items[ownerKey] = owner;
            return await next(context);
        }
        if (options.AllowAnonymous)
            return await next(context);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem("An API key is needed: Authorization: Bearer <key>.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private string? Find(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || authorization.Length > MaxLength)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        // All are compared, and each in constant time, so that the time tells nothing.
        string? owner = null;
        foreach (var key in options.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash))
                owner = key.Owner;
        }
        return owner;
    }
}
