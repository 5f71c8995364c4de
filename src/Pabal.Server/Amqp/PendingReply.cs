using Pabal.Engine.Durability;

namespace Pabal.Server.Amqp;

/// <summary>What a client is told once the log is durable so far.</summary>
/// <param name="Mark">So far.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="Confirmed">The delivery tag to confirm up to, when there is no frame.</param>
/// <param name="Frame">The reply.</param>
/// <param name="IsRejected">A queue had no room for what was published.</param>
internal readonly record struct PendingReply(LogMark Mark, AmqpChannel Channel, ulong Confirmed, byte[]? Frame, bool IsRejected = false);
