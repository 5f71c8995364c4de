namespace Pabal.Engine.Definitions;

/// <summary>What a queue promises about its messages, chosen by the argument x-queue-type.</summary>
public enum QueueType
{
    /// <summary>The default: durable or transient, exclusive or shared.</summary>
    Classic,

    /// <summary>Always durable and shared; on one node it is a durable queue.</summary>
    Quorum,
}
