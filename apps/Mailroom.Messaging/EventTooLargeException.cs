namespace Mailroom.Messaging;

/// <summary>An event has more octets than the broker takes, however often it is published.</summary>
public sealed class EventTooLargeException(string message, Exception? inner = null) : Exception(message, inner);
