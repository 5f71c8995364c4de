namespace Mailroom.Settings;

/// <summary>The configuration can't be used. The message is one line that names the key and what is allowed, and no secret.</summary>
internal sealed class SettingsException(string message) : Exception(message);
