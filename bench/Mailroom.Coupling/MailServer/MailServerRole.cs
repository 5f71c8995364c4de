using System.Net;
using System.Runtime.InteropServices;
using Mailroom.Mail.Listening;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Coupling.MailServer;

/// <summary>The process of the mail server: each mail takes it the same time, however many come at once.</summary>
internal static class MailServerRole
{
    public static async Task RunAsync(string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var listener = SmtpListener.Listen(new SmtpListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            MaxConnections = 1000,
            MaxCommandsPerMinute = 1_000_000,
        });
        await using var log = new MailLog(configuration["File"]!);
        var handler = new SlowMailbox(TimeSpan.FromMilliseconds(configuration.GetValue<double>("Delay")), log);
        Console.WriteLine($"The mail server listens at port {listener.EndPoint.Port}");
        await listener.RunAsync(handler, stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
