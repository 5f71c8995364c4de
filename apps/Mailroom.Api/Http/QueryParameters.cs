namespace Mailroom.Api.Http;

/// <summary>Names what an endpoint takes from the query string, for the OpenAPI document.</summary>
internal sealed record QueryParameters(params string[] Names);
