using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>A delivered message that its receiver has settled, or gives back.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Sequence">Its place in that queue.</param>
/// <param name="Entry">The message.</param>
public readonly record struct Settlement(Queue Queue, ulong Sequence, QueueEntry Entry);
