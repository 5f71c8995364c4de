namespace Pabal.Engine.Queues;

/// <summary>How much of a queue's messages is kept in memory when the log has them, too.</summary>
internal sealed record WaitingLimits
{
    /// <summary>The head takes what comes until it has so much; then a tail begins, so that the middle can go.</summary>
    public int MaxHeadCount { get; init; } = 8 * 1024;

    public int MaxHeadOctets { get; init; } = 1024 * 1024;

    public int MaxHeadOctetsUnderPressure { get; init; } = 64 * 1024;

    /// <summary>At more than this, the tail is given up as far as it is durable.</summary>
    public int MaxTailCount { get; init; } = 16 * 1024;

    public int MaxTailOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Below this, the head is filled from the log.</summary>
    public int LowHeadCount { get; init; } = 2048;

    public int LowHeadOctets { get; init; } = 256 * 1024;
}
