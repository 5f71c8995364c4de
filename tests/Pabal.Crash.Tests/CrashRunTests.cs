using Pabal.Crash.Running;

namespace Pabal.Crash.Tests;

public class CrashRunTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("always", 5)]
    [InlineData("os", 3)]
    public async Task Broker_KilledInMidWork_KeepsItsPromises(string sync, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("pabal-crash-").FullName;
        var options = new CrashOptions(rounds, Random.Shared.Next(1, 1_000_000), sync);
        var log = new StringWriter();
        await using var run = new CrashRun(options, folder, log);

        var kept = await run.RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine(log.ToString());
        kept.ShouldBeTrue(Report.Compose(run, options, folder, TimeSpan.Zero));
        await run.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
