namespace Pabal.Engine.Durability;

/// <summary>A run of messages as a record's index describes it.</summary>
internal ref struct MessageRun(ReadOnlySpan<byte> targets, int targetCount)
{
    private RecordReader targets = new(targets);
    private int targetsLeft = targetCount;

    /// <summary>Messages in it.</summary>
    public required int Count { get; init; }

    /// <summary>Octets of them in the record's body.</summary>
    public required long Octets { get; init; }

    /// <summary>Octets of their bodies.</summary>
    public required long BodyOctets { get; init; }

    /// <summary>How soon one of them may expire.</summary>
    public required MessageTimes Times { get; init; }

    /// <summary>The next queue that they went to, and the first one's number there.</summary>
    public bool TryReadTarget(out long queueId, out ulong first)
    {
        queueId = 0;
        first = 0;
        if (targetsLeft == 0)
            return false;
        targetsLeft--;
        queueId = (long)targets.ReadNumber();
        first = targets.ReadNumber();
        return true;
    }
}
