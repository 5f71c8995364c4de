namespace Mailroom.Api.Settings;

/// <summary>The configuration can't be used. The message is one line that names the key and what is allowed, and no secret.</summary>
public sealed class ApiConfigurationException(string message) : Exception(message);
