namespace Mailroom.Messaging.Events;

/// <summary>The API wants a mail not to be sent, unless an attempt has begun.</summary>
public sealed record CancelMail : MailroomEvent
{
    internal const string Type = "mail.cancel";

    public required Guid MessageId { get; init; }

    internal override string Kind => Type;
}
