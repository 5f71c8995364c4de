using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Reporting;

/// <summary>Turns the runs of a scenario into rows.</summary>
internal static class ComparisonRows
{
    public static IEnumerable<ComparisonRow> From(ScenarioResult result, IReadOnlyList<string> brokers) =>
        result.Scenario.Metrics.Select(metric => Create(result, brokers, metric));

    private static ComparisonRow Create(ScenarioResult result, IReadOnlyList<string> brokers, Metric metric)
    {
        var samples = brokers.ToDictionary(
            broker => broker, broker => result.Figures(broker, metric.Figure), StringComparer.Ordinal);
        var figures = brokers.ToDictionary(
            broker => broker,
            broker => result.Failure(broker) is { } failure ? $"**FAILED**: {failure}"
                : samples[broker] is { } each ? metric.Format(each) : Format.Nothing,
            StringComparer.Ordinal);
        var pabal = samples.GetValueOrDefault(BrokerNames.Pabal);
        var (ofSinkd, first) = Compare(pabal, samples.GetValueOrDefault(BrokerNames.Sinkd), metric.OfSinkd, metric.SufficientRate);
        var (timesRabbitMq, second) = Compare(pabal, samples.GetValueOrDefault(BrokerNames.RabbitMq), metric.OfRabbitMq);
        var verdict = brokers.Any(broker => result.Failure(broker) is not null) ? Verdict.Failed : Verdicts.Worse(first, second);
        return new ComparisonRow(metric.Name, figures, ofSinkd, timesRabbitMq, verdict);
    }

    private static (string Text, Verdict Verdict) Compare(
        Samples? pabal, Samples? other, Limit? limit, double sufficientRate = double.PositiveInfinity)
    {
        if (pabal is null || other is null)
            return (Format.Nothing, Verdict.None);
        var ratio = pabal.Median / other.Median;
        var text = ratio < 10 ? $"{ratio:F2}" : $"{ratio:F1}";
        if (limit is null)
            return (text, Verdict.None);
        var alternative = double.IsFinite(sufficientRate) ? $" or {Format.Rate(new Samples([sufficientRate]))}" : "";
        return ($"{text} ({limit.Text}{alternative})", Verdicts.Of(limit.IsMetBy(ratio) || pabal.Median >= sufficientRate));
    }
}
