using Pabal.Engine.Messages;

namespace Pabal.Engine.Queues;

/// <summary>How much a queue sets aside in search of messages that its consumers select: all of it stays in memory.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class SetAsideRoom
{
    /// <summary>Messages of one queue.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Octets of their records; what takes it beyond that is the last.</summary>
    public const long MaxOctets = 64 * 1024 * 1024;

    private int count;
    private long octets;

    public bool IsFull => count >= MaxCount || octets >= MaxOctets;

    public void OnAdded(in QueueEntry entry)
    {
        count++;
        octets += entry.Length;
    }

    public void OnRemoved(in QueueEntry entry)
    {
        count--;
        octets -= entry.Length;
    }
}
