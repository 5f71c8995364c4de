namespace Mailroom.Api.Settings;

/// <summary>Lets its owner in.</summary>
/// <param name="Owner">As it is called in the configuration.</param>
/// <param name="Hash">SHA-256 of the key.</param>
internal sealed record ApiKey(string Owner, byte[] Hash);
