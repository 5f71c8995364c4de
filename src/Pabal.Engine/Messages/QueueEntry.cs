using Pabal.Storage;

namespace Pabal.Engine.Messages;

/// <summary>One message in one queue: where its record lies, how long it is, and what this queue knows of it. 16 octets.</summary>
public struct QueueEntry
{
    private const int RedeliveredFlag = 1;
    private const int PersistentFlag = 2;

    private int flags;

    internal QueueEntry(SegmentPosition position, int length)
    {
        Position = position;
        Length = length;
    }

    internal SegmentPosition Position { get; }

    /// <summary>Octets of the whole record.</summary>
    public int Length { get; }

    /// <summary>True once it was given to a consumer and came back.</summary>
    public bool Redelivered
    {
        readonly get => (flags & RedeliveredFlag) != 0;
        set => Set(RedeliveredFlag, value);
    }

    /// <summary>The log keeps it for the durable queues that it is in.</summary>
    public bool Persistent
    {
        readonly get => (flags & PersistentFlag) != 0;
        internal set => Set(PersistentFlag, value);
    }

    private void Set(int flag, bool value) => flags = value ? flags | flag : flags & ~flag;
}
