namespace Mailroom.Api.Http;

/// <summary>Names a header that an endpoint takes, for the OpenAPI document.</summary>
internal sealed record HeaderParameter(string Name);
