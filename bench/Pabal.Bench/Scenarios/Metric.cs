using Pabal.Bench.Load;

namespace Pabal.Bench.Scenarios;

/// <summary>A figure of a scenario's runs: a row of the table.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Figure">Takes it from a run.</param>
/// <param name="Format">Writes it with its unit.</param>
internal sealed record Metric(string Name, Func<LoadResult, double> Figure, Func<Samples, string> Format)
{
    /// <summary>More is better, and how far the runs lie apart tells about the machine.</summary>
    public bool IsRate { get; init; }

    /// <summary>What Pabal's figure divided by sinkd's shall be; null when that is only shown.</summary>
    public Limit? OfSinkd { get; init; }

    /// <summary>What Pabal's figure divided by RabbitMQ's shall be; null when that is only shown.</summary>
    public Limit? OfRabbitMq { get; init; }

    /// <summary>A rate per second that will do, whatever sinkd's is.</summary>
    public double SufficientRate { get; init; } = double.PositiveInfinity;
}
