using System.Diagnostics;
using System.Runtime.InteropServices;
using Pabal.Bench;
using Pabal.Crash.Running;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    if (CrashOptions.Parse(args) is { } options)
        return await RunAsync(options);
    Console.WriteLine(CrashOptions.Usage);
    return 0;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"crash: {exception.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("crash: stopped; the broker has ended");
    return 130;
}

async Task<int> RunAsync(CrashOptions options)
{
    var folder = Path.GetFullPath(options.Folder ?? Directory.CreateTempSubdirectory("pabal-crash-").FullName);
    Console.WriteLine($"seed {options.Seed}, {options.Rounds} rounds, sync {options.Sync}, data in {folder}");
    var started = Stopwatch.GetTimestamp();
    bool kept;
    await using (var run = new CrashRun(options, folder, Console.Out))
    {
        kept = await run.RunAsync(stop.Token);
        Console.WriteLine(Report.Compose(run, options, folder, Stopwatch.GetElapsedTime(started)));
    }
    if (kept && options.Folder is null)
        Directory.Delete(folder, recursive: true);
    return kept ? 0 : 1;
}

// The broker is ended on the way out, so the process must not die of the signal.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
