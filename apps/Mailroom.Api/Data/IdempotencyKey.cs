namespace Mailroom.Api.Data;

/// <summary>What a client calls a request of its own, so that it is carried out once however often it is sent.</summary>
internal sealed class IdempotencyKey
{
    /// <summary>The name of the API key that it was used with.</summary>
    public required string Owner { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the request's body, in hexadecimal digits.</summary>
    public required string RequestHash { get; init; }

    public required Guid MessageId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
