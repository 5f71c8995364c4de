namespace Mailroom.Bot.Sending;

/// <summary>Somebody else may be making the attempt just now.</summary>
internal sealed class AttemptRunningException(string message) : Exception(message);
