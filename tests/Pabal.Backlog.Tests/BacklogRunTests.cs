using Pabal.Bench.Backlogs;
using Pabal.Bench.Reporting;

namespace Pabal.Backlog.Tests;

public class BacklogRunTests
{
    [Fact]
    public async Task Backlog_AfterAStopAndACrash_IsDrainedInOrderAndLeavesNothing()
    {
        await using var run = new BacklogRun(new BacklogOptions(Small: 200_000, Large: 20_000), TestContext.Current.CancellationToken);

        var measurements = await run.RunAsync();

        // How fast it is depends on the machine; what was lost, or stays on the disk, does not.
        measurements.Where(measurement => measurement.Verdict == Verdict.Failed).ShouldBeEmpty();
        measurements.Single(measurement => measurement.Name == BacklogRun.DiskUse).Verdict.ShouldBe(Verdict.Met);
    }
}
