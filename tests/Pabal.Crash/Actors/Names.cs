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

    public static IReadOnlyList<string> FanoutQueues { get; } = [.. Enumerable.Range(0, 8).Select(i => $"fan-{i}")];

    public static IReadOnlyList<string> TransactionQueues { get; } = ["tx-a", "tx-b", "tx-c"];

    /// <summary>Every queue that the ledger knows.</summary>
    public static IReadOnlyList<string> Queues { get; } =
        [Single, Burst, Automatic, Backlog, Large, Owned, .. FanoutQueues, .. TransactionQueues];

    public static IReadOnlyList<string> ChangingExchanges { get; } = ["churn-x0", "churn-x1", "churn-x2"];

    public static IReadOnlyList<string> ChangingQueues { get; } = ["churn-q0", "churn-q1", "churn-q2", "churn-q3"];
}
