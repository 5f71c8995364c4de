namespace Mailroom.Messaging.Events;

/// <summary>The bot tells what becomes of a mail.</summary>
public abstract record AttemptEvent : MailroomEvent
{
    public required Guid MessageId { get; init; }

    public required int Attempt { get; init; }

    /// <summary>
    /// <see cref="SendMail.FirstAttempt"/> of a command that was dropped without an attempt; else null. It says nothing about a mail that
    /// was sent again since, whose attempts may have the same numbers.
    /// </summary>
    public int? FirstAttempt { get; init; }
}
