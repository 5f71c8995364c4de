namespace Pabal.Engine.Durability;

/// <summary>Waits for the log.</summary>
public interface IDurabilityObserver
{
    /// <summary>
    /// It is durable, or the log has failed. Called once for each time it asked, on the log's thread or one of the pool, under
    /// no lock; until it returns the next commit may have to wait.
    /// </summary>
    void OnDurable();
}
