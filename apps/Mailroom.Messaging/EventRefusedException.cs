namespace Mailroom.Messaging;

/// <summary>An event can never be handled, however often it is tried.</summary>
public sealed class EventRefusedException(string message) : Exception(message);
