namespace Mailroom.Bot.Configuration;

/// <summary>Something in the configuration can't be used. The message is one line that names the key and what is allowed.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
