namespace Pabal.Bench.Reporting;

/// <summary>A row of the table that compares the brokers.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Figures">By broker.</param>
/// <param name="OfSinkd">Pabal's figure divided by sinkd's, and the target.</param>
/// <param name="TimesRabbitMq">Pabal's figure divided by RabbitMQ's, and the target.</param>
/// <param name="Verdict">The worse of both.</param>
internal sealed record ComparisonRow(
    string Name, IReadOnlyDictionary<string, string> Figures, string OfSinkd, string TimesRabbitMq, Verdict Verdict);
