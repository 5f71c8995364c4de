using Pabal.Engine.Queues;
using Pabal.Storage;

namespace Pabal.Engine.Durability;

/// <summary>How a broker goes about what it keeps on disk.</summary>
internal sealed record JournalOptions
{
    /// <summary>What a queue keeps in memory.</summary>
    public WaitingLimits Limits { get; init; } = new();

    /// <summary>False: the owner has the log kept short, and messages read from it, when it likes.</summary>
    public bool HasThreads { get; init; } = true;

    /// <summary>How the log of what is spilled is kept.</summary>
    public LogOptions Spilling { get; init; } = new() { SyncsDevice = false };
}
