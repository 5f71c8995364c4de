namespace Pabal.Engine.Queues;

/// <summary>Why a message comes back to its queue.</summary>
public enum ReturnReason
{
    /// <summary>Its receiver gives it back, and may not have tried it: basic.nack, basic.recover.</summary>
    Returned,

    /// <summary>Its receiver has failed on it: basic.reject, a channel or connection that ended.</summary>
    Failed,
}
