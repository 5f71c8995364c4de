using Mailroom.Coupling.Designs;

namespace Mailroom.Coupling.Tests;

/// <summary>Shows that the harness measures, not how fast anything is.</summary>
public class SmokeTests
{
    [Fact]
    public async Task Measure_OfTheOldDesignBeyondItsMailServer_ShowsThatItStandsStill()
    {
        Assert.SkipUnless(PostgreSqlCluster.Missing is null, PostgreSqlCluster.Missing ?? "");
        // So slow that a small load is too much, and time-outs so short that this shows within seconds.
        var results = await MeasureAsync(
            "--designs", "old", "--steps", "5,300", "--seconds-per-step", "3", "--warm-up", "1", "--connections", "2",
            "--timeout", "2", "--start", "4");

        var old = results.ShouldHaveSingleItem();
        old.Steps[0].IsHeld.ShouldBeTrue();
        old.Steps[1].IsHeld.ShouldBeFalse();
        old.Steps[1].SentPerSecond.ShouldBeLessThanOrEqualTo(45);
        old.Outcome.Missing.ShouldBe(0);
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("sqlite")]
    public async Task Measure_OfTheNewDesignBeyondItsMailServer_AcceptsAndSendsAllOnce(string database)
    {
        if (database == "postgresql")
            Assert.SkipUnless(PostgreSqlCluster.Missing is null, PostgreSqlCluster.Missing ?? "");
        var results = await MeasureAsync(
            "--designs", "new", "--database", database, "--steps", "10,60", "--seconds-per-step", "2", "--warm-up", "1",
            "--connections", "2", "--start", "4");

        var outcome = results.ShouldHaveSingleItem().Outcome;
        outcome.Accepted.ShouldBe(outcome.Requests);
        outcome.SentOnce.ShouldBe(outcome.Accepted);
        outcome.AcceptedNotStored.ShouldBe(0);
        results[0].Steps[1].Backlog.ShouldBeGreaterThan(0);
    }

    private static async Task<IReadOnlyList<Measuring.DesignResult>> MeasureAsync(params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var run = new CouplingRun(CouplingOptions.Parse(arguments), line => TestContext.Current.SendDiagnosticMessage(line));
        return await run.MeasureAsync(deadline.Token);
    }
}
