namespace Mailroom.Messaging.Events;

/// <summary>The bot has recorded that it is about to send, and now does.</summary>
public sealed record AttemptStarted : AttemptEvent
{
    internal const string Type = "attempt.started";

    /// <summary>Which bot it is.</summary>
    public required string Bot { get; init; }

    internal override string Kind => Type;
}
