namespace Pabal.Bench.Scenarios;

/// <summary>One load, the same for every broker, and what Pabal shall reach under it.</summary>
/// <param name="Name">Of the whole; a scenario with one figure has that as its row's name.</param>
/// <param name="Arguments">For amqpload.</param>
/// <param name="Metrics">What counts in it, a row each.</param>
internal sealed record Scenario(string Name, string[] Arguments, Metric[] Metrics)
{
    /// <summary>The arguments as one would type them.</summary>
    public string CommandLine => $"amqpload {string.Join(' ', Arguments)}".TrimEnd();

    /// <summary>The disk's own time is measured before each round of runs, since a figure is compared with it.</summary>
    public bool MeasuresDisk { get; init; }

    /// <param name="name">Also the row's.</param>
    /// <param name="arguments">For amqpload, between spaces.</param>
    /// <param name="metric">What counts.</param>
    public static Scenario Create(string name, string arguments, Metric metric) => Create(name, arguments, [metric]);

    /// <inheritdoc cref="Create(string, string, Metric)"/>
    public static Scenario Create(string name, string arguments, Metric[] metrics) =>
        new(name, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), metrics);
}
