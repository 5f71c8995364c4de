namespace Mailroom.Api.Messages;

/// <summary>What makes a client's request one and the same.</summary>
/// <param name="Owner">Of the API key.</param>
/// <param name="IdempotencyKey">As the client calls the request; null when it doesn't.</param>
/// <param name="Hash">SHA-256 of its body, in hexadecimal digits.</param>
internal sealed record ClientRequest(string Owner, string? IdempotencyKey, string Hash);
