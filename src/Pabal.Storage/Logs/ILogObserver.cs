namespace Pabal.Storage;

/// <summary>Learns what became of what was appended. Called on the log's own thread: return at once.</summary>
public interface ILogObserver
{
    /// <summary>Everything before the position is durable.</summary>
    void OnDurable(LogPosition end);

    /// <summary>The log has failed; nothing more becomes durable.</summary>
    void OnFailed(LogFailedException failure);
}
