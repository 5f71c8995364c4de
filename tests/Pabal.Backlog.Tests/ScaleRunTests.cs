using Pabal.Bench;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scale;

namespace Pabal.Backlog.Tests;

public class ScaleRunTests
{
    [Fact]
    public async Task Scale_OfManyQueues_HoldsTheirPoliciesAfterChangesStopAndCrash()
    {
        await using var run = new ScaleRun(new ScaleOptions(Queues: 2_000, Policies: 20), TestContext.Current.CancellationToken);

        var measurements = await run.RunAsync();

        // How fast it is depends on the machine; what holds for the queues does not.
        measurements.Where(measurement => measurement.Verdict == Verdict.Failed).ShouldBeEmpty();
        measurements.Count(measurement => measurement.Name.StartsWith("start to the last queue", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("--queues", "0")]
    [InlineData("--queues", "19")]
    [InlineData("--nothing", "1")]
    [InlineData("--out")]
    public void Options_ThatCannotBe_AreRefused(params string[] arguments) =>
        Should.Throw<BenchException>(() => ScaleOptions.Parse(arguments));
}
