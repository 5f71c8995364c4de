namespace Pabal.Storage;

/// <summary>Learns what became of what was appended. Called on the log's own thread: return at once.</summary>
/// <remarks>It may append from there, but not dispose of the log. What it throws makes the log fail.</remarks>
public interface ILogObserver
{
    /// <summary>Everything before the position is durable.</summary>
    void OnDurable(LogPosition end);

    /// <summary>A file is full, durable and closed to appends: the time for the owner to write a checkpoint.</summary>
    void OnSealed(int file);

    /// <summary>The log has failed; nothing more becomes durable. Told once, and the last that is told.</summary>
    void OnFailed(LogFailedException failure);
}
