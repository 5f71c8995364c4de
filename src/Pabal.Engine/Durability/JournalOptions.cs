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

    /// <summary>
    /// For how long a file has to be sparse before what is left in it is moved: one whose messages are being consumed is so
    /// for a moment on its way to being empty, and then goes by itself.
    /// </summary>
    public int SparseForMs { get; init; } = 1000;

    /// <summary>How the log of what is spilled is kept.</summary>
    public LogOptions Spilling { get; init; } = new() { SyncsDevice = false };
}
