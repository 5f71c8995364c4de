namespace Pabal.Engine.Publishing;

/// <summary>What became of a message.</summary>
public enum PublishResult
{
    /// <summary>It goes to at least one queue.</summary>
    Routed,

    /// <summary>No queue takes it. The publisher still holds its reference, to return or to abort it.</summary>
    Unroutable,

    /// <summary>One of its queues had no room for it; others may have it.</summary>
    Rejected,
}
