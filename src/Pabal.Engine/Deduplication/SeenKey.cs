namespace Pabal.Engine.Deduplication;

/// <summary>A key, and when a message with it came.</summary>
/// <param name="Key">The key.</param>
/// <param name="AtMs">Milliseconds since 1970.</param>
internal readonly record struct SeenKey(MessageKey Key, long AtMs);
