using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>A message that its queue has given up, and whose record it still holds.</summary>
/// <param name="Sequence">Its place in the queue.</param>
/// <param name="Entry">The message.</param>
/// <param name="Reason">Why it was given up.</param>
/// <param name="IsOnDisk">True when the log alone has the message, and no record is held.</param>
internal readonly record struct DeadLetter(ulong Sequence, QueueEntry Entry, DeathReason Reason, bool IsOnDisk = false);
