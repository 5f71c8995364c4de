using Pabal.Storage;

namespace Pabal.Engine.Messages;

/// <summary>One message in one queue: where its record lies, how long it is, and what this queue knows of it. 16 octets.</summary>
public struct QueueEntry
{
    private const int RedeliveredFlag = 1;
    private const int PersistentFlag = 2;
    private const int ArrivalFlag = 4;
    private const int PriorityShift = 8;
    private const int ReturnCountShift = 16;

    /// <summary>The highest number of returns that is told from higher ones.</summary>
    public const int MaxReturnCount = ushort.MaxValue;

    private int flags;

    internal QueueEntry(SegmentPosition position, int length, bool isPersistent = false, bool hasArrival = false)
    {
        Position = position;
        Length = length;
        flags = (isPersistent ? PersistentFlag : 0) | (hasArrival ? ArrivalFlag : 0);
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

    /// <summary>Its record has the time at which it came, since it may not wait for ever.</summary>
    public bool HasArrival
    {
        readonly get => (flags & ArrivalFlag) != 0;
        internal set => Set(ArrivalFlag, value);
    }

    /// <summary>The priority that the queue gives it; 0 in a queue that knows none.</summary>
    public byte Priority
    {
        readonly get => (byte)(flags >> PriorityShift);
        internal set => flags = (flags & ~(byte.MaxValue << PriorityShift)) | (value << PriorityShift);
    }

    /// <summary>How often it came back, up to <see cref="MaxReturnCount"/>; counted where that matters.</summary>
    public int ReturnCount
    {
        readonly get => flags >>> ReturnCountShift;
        internal set => flags = (flags & ushort.MaxValue) | (Math.Min(value, MaxReturnCount) << ReturnCountShift);
    }

    private void Set(int flag, bool value) => flags = value ? flags | flag : flags & ~flag;
}
