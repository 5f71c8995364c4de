using Mailroom.Chaos.Running;

namespace Mailroom.Chaos.Tests;

public class ChaosRunTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("sqlite", "hold")]
    [InlineData("postgresql", "sendagain")]
    public async Task Mailroom_KilledInMidWork_KeepsItsPromises(string database, string uncertain)
    {
        var options = ChaosOptions.Parse(["--mails", "100", "--database", database, "--uncertain", uncertain])!;
        Assert.SkipWhen(Site.Missing(options) is not null, Site.Missing(options) ?? "");
        var folder = ChaosFolder.Create(null);
        var log = new StringWriter();

        var result = await new ChaosRun(options, folder, log).RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine(log.ToString());
        var report = Report.Compose(result, options, folder);
        output.WriteLine(report);
        result.Violations.ShouldBeEmpty(report);
        Directory.Delete(folder, recursive: true);
    }
}
