namespace Pabal.Storage;

/// <summary>The device failed. What was not durable by then may be lost, and nothing more is accepted.</summary>
public sealed class LogFailedException(string message, Exception cause) : Exception(message, cause);
