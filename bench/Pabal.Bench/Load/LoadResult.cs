using System.Text.Json.Serialization;

namespace Pabal.Bench.Load;

/// <summary>What amqpload says about a run, as far as it is used here.</summary>
internal sealed record LoadResult
{
    /// <summary>Nothing was lost, duplicated, out of order, refused or left over.</summary>
    [JsonPropertyName("ok")]
    public required bool IsOk { get; init; }

    [JsonPropertyName("consumed_per_s")]
    public required double ConsumedPerSecond { get; init; }

    [JsonPropertyName("latency_us")]
    public required LatencyMicroseconds Latency { get; init; }

    /// <summary>CPU time of the broker's process per message that was delivered, in microseconds.</summary>
    [JsonPropertyName("broker_us_per_consumed")]
    public double BrokerMicrosecondsPerMessage { get; init; }

    /// <summary>Cores that neither the load tool nor the broker used, and that were not idle.</summary>
    [JsonPropertyName("other_cores")]
    public double OtherCores { get; init; }

    [JsonPropertyName("lost")]
    public long Lost { get; init; }

    [JsonPropertyName("dups")]
    public long Duplicated { get; init; }

    [JsonPropertyName("misorders")]
    public long OutOfOrder { get; init; }

    [JsonPropertyName("corrupt")]
    public long Corrupt { get; init; }

    [JsonPropertyName("left_in_queues")]
    public long LeftInQueues { get; init; }

    [JsonPropertyName("unsent")]
    public long Unsent { get; init; }

    /// <summary>Why it is not ok.</summary>
    public string Failure => string.Join(
        ", ", Counts.Where(count => count.Value != 0).Select(count => $"{count.Value} {count.Name}"));

    private (long Value, string Name)[] Counts =>
    [
        (Lost, "lost"), (Duplicated, "duplicated"), (OutOfOrder, "out of order"), (Corrupt, "corrupt"),
        (LeftInQueues, "left in queues"), (Unsent, "unsent"),
    ];
}
