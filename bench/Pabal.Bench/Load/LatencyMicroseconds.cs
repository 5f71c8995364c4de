using System.Text.Json.Serialization;

namespace Pabal.Bench.Load;

/// <summary>From the time a message was to be sent until it was read, or confirmed.</summary>
internal sealed record LatencyMicroseconds(
    [property: JsonPropertyName("p50")] double P50, [property: JsonPropertyName("p99")] double P99);
