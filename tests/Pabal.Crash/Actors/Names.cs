namespace Pabal.Crash.Actors;

/// <summary>The exchanges and queues that stay, and those that come and go.</summary>
internal static class Names
{
    public const string Single = "single";
    public const string Burst = "burst";
    public const string Automatic = "automatic";
    public const string Backlog = "backlog";
    public const string Large = "large";
    public const string Owned = "owned";
    public const string Transient = "transient";
    public const string Fanout = "fan";

    /// <summary>A queue with priorities.</summary>
    public const string Priority = "priority";

    /// <summary>Gets delayed messages.</summary>
    public const string Delayed = "delayed";

    /// <summary>A queue that takes each message id once.</summary>
    public const string Unique = "unique";

    /// <summary>A queue whose messages expire soon.</summary>
    public const string Expiring = "expiring";

    /// <summary>A queue whose length a policy limits.</summary>
    public const string Policed = "policed";

    /// <summary>The highest priority.</summary>
    public const int MaxPriority = 5;

    public static IReadOnlyList<string> FanoutQueues { get; } = [.. Enumerable.Range(0, 8).Select(i => $"fan-{i}")];

    public static IReadOnlyList<string> TransactionQueues { get; } = ["tx-a", "tx-b", "tx-c"];

    /// <summary>How long a message may be in the queue of those that expire.</summary>
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Every queue that the ledger knows; the last one is that of delayed messages, which come by themselves.</summary>
    public static IReadOnlyList<string> Queues { get; } =
        [Single, Burst, Automatic, Backlog, Large, Owned, .. FanoutQueues, .. TransactionQueues, Priority, Unique, Delayed];

    /// <summary>What a queue is declared with.</summary>
    public static Dictionary<string, object?>? ArgumentsOf(string queue) => queue switch
    {
        Priority => new(StringComparer.Ordinal) { ["x-max-priority"] = MaxPriority },
        Unique => new(StringComparer.Ordinal) { ["x-deduplication-key"] = "message-id", ["x-deduplication-age"] = 3_600_000 },
        Expiring => new(StringComparer.Ordinal) { ["x-message-ttl"] = (int)TimeToLive.TotalMilliseconds },
        _ => null,
    };

    public static IReadOnlyList<string> ChangingExchanges { get; } = ["churn-x0", "churn-x1", "churn-x2"];

    public static IReadOnlyList<string> ChangingQueues { get; } = ["churn-q0", "churn-q1", "churn-q2", "churn-q3"];
}
