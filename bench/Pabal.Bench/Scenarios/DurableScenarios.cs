namespace Pabal.Bench.Scenarios;

/// <summary>
/// The durable loads that are compared, and the targets: a durable queue, persistent messages, confirms and manual
/// acknowledgements.
/// </summary>
internal static class DurableScenarios
{
    /// <summary>Durable, acknowledged by the hundred; the window of confirms is given.</summary>
    private const string Common = "--durable --persistent --ack 100 --prefetch 1000 --confirm";

    /// <summary>Also tells what a small message costs the broker's process.</summary>
    public static Scenario SmallMessages { get; } = Rate("durable 16 B, confirm window 1,000", "1000", 0.40, 20);

    /// <summary>Compared with the disk's own time.</summary>
    public static Scenario OpenLoop { get; } = new(
        "durable confirm at 5,000/s", $"{Common} 1000 --rate 5000".Split(' '), Metrics.Confirm("durable confirm at 5,000/s"))
    {
        MeasuresDisk = true,
    };

    /// <param name="backlog">Messages that are filled into a queue and then drained.</param>
    public static IReadOnlyList<Scenario> All(int backlog) =>
    [
        SmallMessages,
        Rate("durable 1 KiB, confirm window 1,000", "1000 --size 1024", 0.50, 8),
        Scenario.Create(
            "durable 16 B, confirm window 20,000", $"{Common} 20000",
            Metrics.Delivered("durable 16 B, confirm window 20,000") with
            {
                OfSinkd = Limit.AtLeast(0.35),
                SufficientRate = 1e6,
            }),
        Scenario.Create(
            $"durable backlog of {backlog:N0}", $"{Common} 1000 --fill {backlog} --drain",
            [
                Metrics.Published($"durable fill of {backlog:N0}") with { OfRabbitMq = Limit.AtLeast(20) },
                Metrics.Delivered($"durable drain of {backlog:N0}") with { OfRabbitMq = Limit.AtLeast(10) },
            ]),
        OpenLoop,
    ];

    private static Scenario Rate(string name, string arguments, double ofSinkd, double timesRabbitMq) =>
        Scenario.Create(name, $"{Common} {arguments}", Metrics.Delivered(name) with
        {
            OfSinkd = Limit.AtLeast(ofSinkd),
            OfRabbitMq = Limit.AtLeast(timesRabbitMq),
        });
}
