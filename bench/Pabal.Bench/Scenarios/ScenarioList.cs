namespace Pabal.Bench.Scenarios;

/// <summary>The transient loads that are compared, and the targets.</summary>
internal static class ScenarioList
{
    /// <summary>Also tells what a small message costs the broker's process.</summary>
    public static Scenario SmallMessages { get; } = Rate("transient auto-ack 16 B", "", 0.25, 35);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        SmallMessages,
        Rate("ack every 100, prefetch 1000", "--ack 100 --prefetch 1000", 0.20, 30),
        Rate("ack each one, prefetch 1000", "--ack 1 --prefetch 1000", 0.10, 18),
        Rate("fan-out 1 to 4 queues, deliveries", "--type fanout --queues 4 --consumers 4", 0.20, 45),
        Rate(
            "topic exchange, 4 queues, 40 bindings",
            "--type topic --queues 4 --consumers 4 --producers 2 --extra-bindings 9", 0.15, 50),
        Rate("4 producers, 4 queues, 4 consumers", "--producers 4 --queues 4 --consumers 4", 0.20, 45),
        Rate("1 KiB auto-ack", "--size 1024", 0.50, 12),
        Rate("64 KiB auto-ack", "--size 65536", 0.70, 1),
        Scenario.Create(
            "latency at 5,000/s", "--rate 5000",
            Metrics.Delivery("latency at 5,000/s", Limit.AtMost(1.5), Limit.Below(1))),
    ];

    private static Scenario Rate(string name, string arguments, double ofSinkd, double timesRabbitMq) =>
        Scenario.Create(name, arguments, Metrics.Delivered(name) with
        {
            OfSinkd = Limit.AtLeast(ofSinkd),
            OfRabbitMq = Limit.AtLeast(timesRabbitMq),
        });
}
