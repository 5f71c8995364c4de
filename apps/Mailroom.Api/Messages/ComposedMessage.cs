using Mailroom.Api.Data;

namespace Mailroom.Api.Messages;

/// <summary>A message that is not stored yet.</summary>
internal sealed record ComposedMessage(Message Message, MessageBody Body);
