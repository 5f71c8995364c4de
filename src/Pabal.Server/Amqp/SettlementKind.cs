namespace Pabal.Server.Amqp;

/// <summary>How deliveries are settled.</summary>
internal enum SettlementKind
{
    /// <summary>The message has done its work.</summary>
    Acknowledge,

    /// <summary>Nobody is to get the message again; it may be dead-lettered.</summary>
    Reject,

    /// <summary>The message goes back to its queue.</summary>
    Return,

    /// <summary>The message goes back to its queue, since its receiver has failed on it.</summary>
    Fail,
}
