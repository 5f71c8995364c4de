using System.Text.Json.Serialization;

namespace Mailroom.Messaging.Events;

/// <summary>
/// A signal between the API and the bot. Its JSON form has a type, an id, a correlation id, a time and W3C trace context beside
/// what happened.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SendMail), SendMail.Type)]
[JsonDerivedType(typeof(CancelMail), CancelMail.Type)]
[JsonDerivedType(typeof(AttemptStarted), AttemptStarted.Type)]
[JsonDerivedType(typeof(MailSent), MailSent.Type)]
[JsonDerivedType(typeof(MailDeferred), MailDeferred.Type)]
[JsonDerivedType(typeof(MailFailed), MailFailed.Type)]
[JsonDerivedType(typeof(MailUncertain), MailUncertain.Type)]
[JsonDerivedType(typeof(MailCancelled), MailCancelled.Type)]
[JsonDerivedType(typeof(MailReceived), MailReceived.Type)]
[JsonDerivedType(typeof(MailStored), MailStored.Type)]
public abstract record MailroomEvent
{
    /// <summary>The same for every copy of the event, so that it is applied once.</summary>
    public required string Id { get; init; }

    /// <summary>What it belongs to: the id of a message of the API, or of a received mail.</summary>
    public required string CorrelationId { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>traceparent of W3C Trace Context, where the sender was traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>By which the topic exchange routes it; also AMQP's property type.</summary>
    [JsonIgnore]
    public string RoutingKey => Kind;

    // Not public, because what is ignored of a property in the JSON form is not ignored of its overrides.
    internal abstract string Kind { get; }
}
