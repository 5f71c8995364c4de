namespace Mailroom.Messaging.Events;

/// <summary>The bot tells what becomes of a mail.</summary>
public abstract record AttemptEvent : MailroomEvent
{
    public required Guid MessageId { get; init; }

    public required int Attempt { get; init; }
}
