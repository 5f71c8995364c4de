namespace Pabal.Engine.Durability;

/// <summary>Waits for the log.</summary>
public interface IDurabilityObserver
{
    /// <summary>More is durable, or the log has failed. Called on a thread of the pool, once for each time it asked.</summary>
    void OnDurable();
}
