namespace Pabal.Bench.Scale;

/// <summary>./build scale: runs it, and prints what was measured.</summary>
internal static class ScaleCommand
{
    /// <returns>The exit code: 1 when something didn't hold, or a target was missed.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        if (ScaleOptions.Parse(arguments) is not { } options)
        {
            Console.WriteLine(ScaleOptions.Usage);
            return 0;
        }
        await using var run = new ScaleRun(options, cancellation);
        var measurements = await run.RunAsync();
        var page = new ScalePage(measurements, string.Join(' ', arguments), TimeProvider.System.GetUtcNow()).Write();
        Console.Write(page);
        if (options.Output is { } file)
            await File.WriteAllTextAsync(file, page, cancellation);
        return measurements.Any(measurement => measurement.Verdict is Reporting.Verdict.Missed or Reporting.Verdict.Failed) ? 1 : 0;
    }
}
