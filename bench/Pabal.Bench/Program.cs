using System.Runtime.InteropServices;
using Pabal.Bench;
using Pabal.Bench.Backlogs;
using Pabal.Bench.Load;
using Pabal.Bench.Reporting;
using Pabal.Bench.Scale;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    if (args is ["backlog", .. var rest])
        return await BacklogCommand.RunAsync(rest, stop.Token);
    if (args is ["scale", .. var further])
        return await ScaleCommand.RunAsync(further, stop.Token);
    var options = BenchOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(BenchOptions.Usage);
        return 0;
    }
    var folder = await LoadTools.BuildAsync(options.LoadFolder);
    var result = await new Benchmark(options, folder, stop.Token).RunAsync();
    var page = new Page(result, options, TimeProvider.System.GetUtcNow()).Write();
    Console.Write(page);
    // Without a column the page would say less than the one that may be there.
    var isComplete = options.IsFull && result.RabbitMqVersion is not null;
    if ((options.Output ?? (isComplete ? Repository.Path("docs", "performance.md") : null)) is { } file)
        await File.WriteAllTextAsync(file, page);
    return result.HasFailed ? 1 : 0;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"bench: {exception.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("bench: stopped; the brokers have ended");
    return 130;
}

// The brokers are ended on the way out, so the process must not die of the signal.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
