namespace Mailroom.Messaging.Events;

/// <summary>The API has stored a received mail: the bot may mark it as taken. The correlation id is the id of the received event.</summary>
public sealed record MailStored : MailroomEvent
{
    internal const string Type = "mail.stored";

    internal override string Kind => Type;
}
