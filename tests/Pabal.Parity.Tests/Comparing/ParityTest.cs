using System.Globalization;
using System.Runtime.CompilerServices;
using Pabal.Parity.Tests.Brokers;
using Pabal.Parity.Tests.Observing;

namespace Pabal.Parity.Tests.Comparing;

/// <summary>
/// Scenarios of one feature. Each runs with both brokers, and what it wrote down has to be the same, except for what
/// accepted-differences.txt lists. With PABAL_PARITY_STABILITY=n it runs n times with RabbitMQ alone instead, and has to
/// write down the same each time: a scenario that can't isn't fit to compare anything.
/// </summary>
public abstract class ParityTest(BothBrokers brokers)
{
    private static readonly int StabilityRuns =
        int.TryParse(Environment.GetEnvironmentVariable("PABAL_PARITY_STABILITY"), CultureInfo.InvariantCulture, out var runs) ? runs : 0;

    private static readonly List<AcceptedDifference> Accepted = AcceptedDifference.ReadAll();

    /// <param name="scenario">What to do, and by doing it to write down.</param>
    /// <param name="variant">Tells the rows of a theory apart.</param>
    /// <param name="method">The test.</param>
    private protected async Task CompareAsync(
        Func<Session, ObservedChannel, Task> scenario, object? variant = null, [CallerMemberName] string method = "")
    {
        var name = $"{GetType().Name}.{method}{(variant is null ? "" : $"({variant})")}";
        if (StabilityRuns > 0)
        {
            await RepeatAsync(name, scenario);
            return;
        }
        var prefix = NewPrefix();
        var runs = new[] { brokers.RabbitMq, brokers.Pabal }
            .Select(broker => Task.Run(() => RunAsync(name, scenario, broker, prefix))).ToArray();
        var (rabbitMq, failure) = await runs[0];
        var (pabal, _) = await runs[1];
        if (failure is not null)
            Assert.Fail($"The scenario doesn't describe RabbitMQ: {failure}\n{string.Join('\n', rabbitMq)}");
        var comparison = new Comparison(name, rabbitMq, pabal, Accepted);
        brokers.Report.Add(comparison);
        if (!comparison.IsAccepted)
            Assert.Fail(comparison.ToString());
    }

    private static string NewPrefix() => $"{Guid.NewGuid().ToString("N")[..8]}-";

    private static async Task<(IReadOnlyList<string> Lines, Exception? Failure)> RunAsync(
        string name, Func<Session, ObservedChannel, Task> scenario, TestBroker broker, string prefix)
    {
        await using var session = new Session(broker, new Names(prefix));
        Exception? failure = null;
        try
        {
            await scenario(session, session.Channel);
        }
        catch (Exception e)
        {
            failure = e;
            session.Log.Add($"ended: {e.GetType().Name}: {e.Message}");
        }
        Report.WriteTranscript(name, broker.Name, session.Log.Lines);
        return (session.Log.Lines, failure);
    }

    private async Task RepeatAsync(string name, Func<Session, ObservedChannel, Task> scenario)
    {
        IReadOnlyList<string>? first = null;
        for (var i = 0; i < StabilityRuns; i++)
        {
            var (lines, failure) = await RunAsync(name, scenario, brokers.RabbitMq, NewPrefix());
            failure.ShouldBeNull(string.Join('\n', lines));
            first ??= lines;
            TranscriptDifference.Of(first, lines).ShouldBeEmpty($"run {i + 1}");
        }
    }
}
