using Mailroom.Messaging.Events;

namespace Mailroom.Api.Delivery;

/// <summary>An event to be published, and where it came from.</summary>
internal sealed record OutboxEvent(long Id, Guid? MessageId, int? Attempt, MailroomEvent Content);
