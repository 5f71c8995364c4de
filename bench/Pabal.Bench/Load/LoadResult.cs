using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pabal.Bench.Load;

/// <summary>What amqpload says about a run, as far as it is used here.</summary>
internal sealed record LoadResult
{
    private static readonly (string Key, string Words)[] Faults =
    [
        ("lost", "lost"), ("dups", "duplicated"), ("misorders", "out of order"), ("corrupt", "corrupt"),
        ("left_in_queues", "left in queues"), ("unsent", "unsent"), ("nacked", "nacked"), ("bad_confirms", "wrong confirms"),
    ];

    /// <summary>Nothing was lost, duplicated, out of order, refused or left over.</summary>
    [JsonPropertyName("ok")]
    public required bool IsOk { get; init; }

    /// <summary>Messages that the producers made, from the first to the last.</summary>
    [JsonPropertyName("sent")]
    public required long Sent { get; init; }

    [JsonPropertyName("published_per_s")]
    public required double PublishedPerSecond { get; init; }

    [JsonPropertyName("confirmed_per_s")]
    public required double ConfirmedPerSecond { get; init; }

    [JsonPropertyName("consumed_per_s")]
    public required double ConsumedPerSecond { get; init; }

    [JsonPropertyName("latency_us")]
    public required LatencyMicroseconds Latency { get; init; }

    [JsonPropertyName("confirm_us")]
    public required LatencyMicroseconds Confirm { get; init; }

    /// <summary>CPU time of the broker's process per message that was delivered, in microseconds.</summary>
    [JsonPropertyName("broker_us_per_consumed")]
    public double BrokerMicrosecondsPerMessage { get; init; }

    /// <summary>CPU time of the broker's process per message that was published, in microseconds.</summary>
    [JsonPropertyName("broker_us_per_published")]
    public double BrokerMicrosecondsPerPublished { get; init; }

    /// <summary>Cores that neither the load tool nor the broker used, and that were not idle.</summary>
    [JsonPropertyName("other_cores")]
    public double OtherCores { get; init; }

    /// <summary>Everything else it says, the counts of faults among it.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Rest { get; init; } = [];

    /// <summary>Why it is not ok.</summary>
    public string Failure => string.Join(
        ", ", Faults.Where(fault => Count(fault.Key) != 0).Select(fault => $"{Count(fault.Key)} {fault.Words}"));

    private long Count(string key) => Rest.TryGetValue(key, out var count) ? count.GetInt64() : 0;
}
