using Pabal.Bench.Reporting;

namespace Pabal.Bench.Scenarios;

/// <summary>The figures that are compared.</summary>
internal static class Metrics
{
    /// <summary>Messages delivered per second.</summary>
    public static Metric Delivered(string name) => new(name, run => run.ConsumedPerSecond, Format.Rate) { IsRate = true };

    /// <summary>Messages published per second until the broker counts them all.</summary>
    public static Metric Published(string name) => new(name, run => run.PublishedPerSecond, Format.Rate) { IsRate = true };

    /// <summary>From the time at which a message was due until it was read, and two rows for it.</summary>
    public static Metric[] Delivery(string name, Limit ofSinkd, Limit ofRabbitMq) =>
    [
        new($"{name}, p50", run => run.Latency.P50, Format.Microseconds) { OfSinkd = ofSinkd },
        new($"{name}, p99", run => run.Latency.P99, Format.Microseconds) { OfRabbitMq = ofRabbitMq },
    ];

    /// <summary>From the time at which a message was due until it was confirmed, and two rows for it.</summary>
    public static Metric[] Confirm(string name) =>
    [
        new($"{name}, p50", run => run.Confirm.P50, Format.Microseconds),
        new($"{name}, p99", run => run.Confirm.P99, Format.Microseconds),
    ];
}
