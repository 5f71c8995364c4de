using Pabal.Bench.Reporting;

namespace Pabal.Bench.Backlogs;

/// <summary>./build backlog: runs it, and prints what was measured.</summary>
internal static class BacklogCommand
{
    /// <returns>The exit code: 1 when something was lost or out of order, or a target was missed.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        if (BacklogOptions.Parse(arguments) is not { } options)
        {
            Console.WriteLine(BacklogOptions.Usage);
            return 0;
        }
        await using var run = new BacklogRun(options, cancellation);
        var measurements = await run.RunAsync();
        Console.WriteLine("| measurement | figure | target | |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, figure, target, verdict) in measurements)
            Console.WriteLine($"| {name} | {figure} | {target} | {Verdicts.Text(verdict)} |");
        return measurements.Any(measurement => measurement.Verdict is Verdict.Missed or Verdict.Failed) ? 1 : 0;
    }
}
