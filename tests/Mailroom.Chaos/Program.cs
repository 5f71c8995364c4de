using System.Runtime.InteropServices;
using Mailroom.Chaos.Running;
using Mailroom.Chaos.Sink;
using Mailroom.Servers;
using Pabal.Bench;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    if (args is ["sink", var port, var file, var seed])
        return await SinkProgram.RunAsync(int.Parse(port), file, int.Parse(seed), stop.Token);
    if (ChaosOptions.Parse(args) is { } options)
        return await RunAsync(options);
    Console.WriteLine(ChaosOptions.Usage);
    return 0;
}
catch (Exception exception) when (exception is ServerException or BenchException)
{
    Console.Error.WriteLine($"chaos: {exception.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("chaos: stopped; what it had started has ended");
    return 130;
}

async Task<int> RunAsync(ChaosOptions options)
{
    var folder = ChaosFolder.Create(options.Folder);
    Console.WriteLine($"{options.Describe()}, data in {folder}");
    var result = await new ChaosRun(options, folder, Console.Out).RunAsync(stop.Token);
    Console.WriteLine(Report.Compose(result, options, folder));
    if (result.Violations.Count == 0 && options.Folder is null)
        Directory.Delete(folder, recursive: true);
    return result.Violations.Count == 0 ? 0 : 1;
}

// What was started is ended on the way out, so the process must not die of the signal.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
