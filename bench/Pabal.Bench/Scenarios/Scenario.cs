namespace Pabal.Bench.Scenarios;

/// <summary>One load, the same for every broker, and what Pabal shall reach under it.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Kind">What is compared.</param>
/// <param name="Arguments">For amqpload.</param>
/// <param name="OfSinkd">Rate: at least this part of sinkd's. Latency: the median at most this many times sinkd's.</param>
/// <param name="TimesRabbitMq">Rate: at least this many times RabbitMQ's. Latency: p99 below so many times.</param>
internal sealed record Scenario(string Name, ScenarioKind Kind, string[] Arguments, double OfSinkd, double TimesRabbitMq)
{
    /// <summary>The arguments as one would type them.</summary>
    public string CommandLine => $"amqpload {string.Join(' ', Arguments)}".TrimEnd();
}
