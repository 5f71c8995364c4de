namespace Pabal.Engine.Queues;

/// <summary>A connection with octets to send.</summary>
public interface IFlushable
{
    /// <summary>Sends what was written; called once per batch, without a lock.</summary>
    void Flush();
}
