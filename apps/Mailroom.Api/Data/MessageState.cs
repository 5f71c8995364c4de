namespace Mailroom.Api.Data;

/// <summary>Where a message is on its way.</summary>
internal enum MessageState
{
    /// <summary>It waits for its time.</summary>
    Scheduled,

    /// <summary>It is stored, and its command not yet with the broker.</summary>
    Accepted,

    /// <summary>The broker has its command.</summary>
    Queued,

    /// <summary>A bot has begun an attempt.</summary>
    Sending,

    /// <summary>An attempt failed, and the next one comes by itself.</summary>
    Deferred,

    /// <summary>The mail server has taken it.</summary>
    Sent,

    /// <summary>It was not sent, and no attempt follows.</summary>
    Failed,

    /// <summary>It may have been sent; nobody knows.</summary>
    Uncertain,

    /// <summary>It is not to be sent any more; the bots have not yet said whether that came in time.</summary>
    Cancelling,

    /// <summary>It was not sent, as wanted.</summary>
    Cancelled,
}
