namespace Pabal.Server.Transport;

/// <summary>Who a client is by its certificate, which was verified.</summary>
/// <param name="LoginName">The user that it may log in as; null when the certificate holds no such name.</param>
internal sealed record ClientIdentity(string? LoginName);
