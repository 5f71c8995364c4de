namespace Mailroom.Messaging.Events;

/// <summary>The API wants a mail not to be sent, unless an attempt has begun.</summary>
public sealed record CancelMail : MailroomEvent
{
    internal const string Type = "mail.cancel";

    public required Guid MessageId { get; init; }

    /// <summary><see cref="SendMail.FirstAttempt"/> of what is cancelled: a mail that is sent again later is not.</summary>
    public int FirstAttempt { get; init; } = 1;

    internal override string Kind => Type;
}
