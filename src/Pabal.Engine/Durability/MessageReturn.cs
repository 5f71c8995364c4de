namespace Pabal.Engine.Durability;

/// <summary>What the log knows of a message that has come back to its queue.</summary>
/// <param name="Count">How often it did.</param>
/// <param name="DueMs">Until when it waits, in milliseconds since 1970; 0 when it doesn't.</param>
internal readonly record struct MessageReturn(int Count, long DueMs);
