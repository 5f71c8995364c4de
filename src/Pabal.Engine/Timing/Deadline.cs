namespace Pabal.Engine.Timing;

/// <summary>Something to be done at a time that may be put off. Kept by its owner, one for each purpose.</summary>
/// <param name="meet">Called on a thread of the pool, without a lock, when the time has come; it checks whether that still holds.</param>
public sealed class Deadline(Action meet)
{
    /// <summary>When, as <see cref="Schedule.NowMs"/> counts. Guarded by the schedule's lock.</summary>
    internal long DueMs { get; set; }

    /// <summary>Its place in the heap; -1 when it is not set. Guarded by the schedule's lock.</summary>
    internal int Index { get; set; } = -1;

    internal void Meet() => meet();
}
