using System.Diagnostics;
using Mailroom.Api.Data;
using Mailroom.Messaging.Events;

namespace Mailroom.Api.Messages;

/// <summary>What is written beside a message when something is done to it: entries of its timeline, and events for the bots.</summary>
internal static class MessageEvents
{
    public static TimelineEntry Entry(
        Message message, string kind, DateTimeOffset time, int? attempt = null, string? detail = null) => new()
        {
            MessageId = message.Id,
            Time = time,
            Kind = kind,
            Attempt = attempt,
            Detail = detail,
            State = message.State,
        };

    /// <summary>The command to send it. Its content is added when it is published.</summary>
    public static OutboxEntry Send(Message message, MessageBody body, DateTimeOffset now) => Outbox(
        new SendMail
        {
            Id = $"{message.Id:N}-{message.Attempt}-send",
            CorrelationId = message.Id.ToString(),
            Time = now,
            TraceParent = Trace(),
            MessageId = message.Id,
            Attempt = message.Attempt,
            FirstAttempt = message.FirstAttempt,
            From = body.EnvelopeFrom,
            Recipients = body.Recipients,
            Content = [],
        },
        message.State == MessageState.Scheduled ? message.SendAt!.Value : now,
        message.Size, message.Id, message.Attempt);

    public static OutboxEntry Cancel(Message message, DateTimeOffset now) => Outbox(
        new CancelMail
        {
            Id = $"{message.Id:N}-{message.FirstAttempt}-cancel",
            CorrelationId = message.Id.ToString(),
            Time = now,
            TraceParent = Trace(),
            MessageId = message.Id,
            FirstAttempt = message.FirstAttempt,
        },
        now, messageId: message.Id);

    public static OutboxEntry Stored(MailReceived received, DateTimeOffset now) => Outbox(
        new MailStored { Id = $"{received.Id}-stored", CorrelationId = received.Id, Time = now, TraceParent = Trace() }, now);

    private static OutboxEntry Outbox(
        MailroomEvent content, DateTimeOffset dueAt, int contentSize = 0, Guid? messageId = null, int? attempt = null)
    {
        var payload = EventJson.Write(content);
        return new OutboxEntry
        {
            Payload = payload,
            MessageId = messageId,
            Attempt = attempt,
            Size = payload.Length + contentSize,
            DueAt = dueAt,
        };
    }

    private static string? Trace() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;
}
