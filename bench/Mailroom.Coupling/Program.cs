using System.Runtime.InteropServices;
using Mailroom.Coupling;
using Mailroom.Coupling.Load;
using Mailroom.Coupling.MailServer;
using Mailroom.Coupling.Old;
using Pabal.Bench;

// The parts that run as processes of their own are this program too.
switch (args)
{
    case ["old-api", .. var rest]:
        await OldApi.RunAsync(rest);
        return 0;
    case ["old-bot", .. var rest]:
        await OldBot.RunAsync(rest);
        return 0;
    case ["mail-server", .. var rest]:
        await MailServerRole.RunAsync(rest);
        return 0;
    case ["load", .. var rest]:
        await LoadGenerator.RunAsync(rest);
        return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var options = CouplingOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(CouplingOptions.Usage);
        return 0;
    }
    return await new CouplingRun(options, Console.Error.WriteLine).RunAsync(stop.Token) ? 0 : 1;
}
catch (BenchException exception)
{
    Console.Error.WriteLine($"coupling: {exception.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("coupling: stopped; everything that it started has ended");
    return 130;
}

// What was started is ended on the way out, so the process must not die of the signal.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
