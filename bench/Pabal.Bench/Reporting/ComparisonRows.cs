using Pabal.Bench.Load;
using Pabal.Bench.Scenarios;

namespace Pabal.Bench.Reporting;

/// <summary>Turns the runs of a scenario into rows.</summary>
internal static class ComparisonRows
{
    public static IEnumerable<ComparisonRow> From(ScenarioResult result, IReadOnlyList<string> brokers)
    {
        var scenario = result.Scenario;
        if (scenario.Kind == ScenarioKind.Rate)
        {
            yield return Create(
                result, brokers, scenario.Name, run => run.ConsumedPerSecond, Format.Rate,
                ratio => (ratio >= scenario.OfSinkd, "≥", scenario.OfSinkd),
                ratio => (ratio >= scenario.TimesRabbitMq, "≥", scenario.TimesRabbitMq));
            yield break;
        }
        yield return Create(
            result, brokers, $"{scenario.Name}, p50", run => run.Latency.P50, Format.Microseconds,
            ratio => (ratio <= scenario.OfSinkd, "≤", scenario.OfSinkd), null);
        yield return Create(
            result, brokers, $"{scenario.Name}, p99", run => run.Latency.P99, Format.Microseconds,
            null, ratio => (ratio < scenario.TimesRabbitMq, "<", scenario.TimesRabbitMq));
    }

    private static ComparisonRow Create(
        ScenarioResult result, IReadOnlyList<string> brokers, string name, Func<LoadResult, double> figure,
        Func<Samples, string> format, Func<double, (bool, string, double)>? sinkdTarget,
        Func<double, (bool, string, double)>? rabbitMqTarget)
    {
        var samples = brokers.ToDictionary(broker => broker, broker => result.Figures(broker, figure), StringComparer.Ordinal);
        var figures = brokers.ToDictionary(
            broker => broker,
            broker => result.Failure(broker) is { } failure ? $"**FAILED**: {failure}"
                : samples[broker] is { } each ? format(each) : Format.Nothing,
            StringComparer.Ordinal);
        var pabal = samples.GetValueOrDefault(BrokerNames.Pabal);
        var (ofSinkd, first) = Compare(pabal, samples.GetValueOrDefault(BrokerNames.Sinkd), sinkdTarget);
        var (timesRabbitMq, second) = Compare(pabal, samples.GetValueOrDefault(BrokerNames.RabbitMq), rabbitMqTarget);
        var verdict = brokers.Any(broker => result.Failure(broker) is not null) ? Verdict.Failed : Verdicts.Worse(first, second);
        return new ComparisonRow(name, figures, ofSinkd, timesRabbitMq, verdict);
    }

    private static (string Text, Verdict Verdict) Compare(
        Samples? pabal, Samples? other, Func<double, (bool Met, string Sign, double Limit)>? target)
    {
        if (pabal is null || other is null)
            return (Format.Nothing, Verdict.None);
        var ratio = pabal.Median / other.Median;
        var text = ratio < 10 ? $"{ratio:F2}" : $"{ratio:F1}";
        if (target is null)
            return (text, Verdict.None);
        var (met, sign, limit) = target(ratio);
        return ($"{text} ({sign} {limit})", Verdicts.Of(met));
    }
}
