namespace Pabal.Engine.Queues;

/// <summary>What became of messages that were handed to a queue.</summary>
internal enum EnqueueResult
{
    /// <summary>It has them.</summary>
    Taken,

    /// <summary>It has them but for some that it had no room for.</summary>
    TakenInPart,

    /// <summary>It had no room.</summary>
    Refused,

    /// <summary>It was deleted, and the caller keeps the references.</summary>
    Gone,
}
