using Mailroom.Api.Data;

namespace Mailroom.Api.Messages;

/// <summary>What became of a request to send.</summary>
/// <param name="Message">The message, or the one that the same request made before; null when the key belongs to another request.</param>
/// <param name="IsReplay">Whether it was made before.</param>
internal sealed record AcceptOutcome(Message? Message, bool IsReplay);
