namespace Mailroom.Api.Data;

/// <summary>
/// How far an attempt is. The order is that of how much is known: of two contradicting events about one attempt, the later
/// one in this list is believed, whichever came first.
/// </summary>
internal enum AttemptStep
{
    Waiting = 0,
    Queued = 1,
    Started = 2,

    /// <summary>It did not succeed, or may not have, and the next attempt comes by itself.</summary>
    Deferred = 3,
    Uncertain = 4,
    Cancelled = 5,
    Failed = 6,
    Sent = 7,
}
