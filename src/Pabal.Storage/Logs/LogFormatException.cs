namespace Pabal.Storage;

/// <summary>A log was written in a format that this program doesn't know; nothing was changed.</summary>
public sealed class LogFormatException(string message) : Exception(message);
