namespace Mailroom.Messaging;

/// <summary>The broker could not be reached, or did not confirm. What was published may have been stored all the same.</summary>
public sealed class BrokerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
