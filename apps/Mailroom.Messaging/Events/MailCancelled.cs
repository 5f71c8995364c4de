namespace Mailroom.Messaging.Events;

/// <summary>The mail was not sent, and will not be, as the API wanted.</summary>
public sealed record MailCancelled : AttemptEvent
{
    internal const string Type = "attempt.cancelled";

    internal override string Kind => Type;
}
