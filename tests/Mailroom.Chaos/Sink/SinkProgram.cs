using System.Net;
using Mailroom.Mail.Listening;

namespace Mailroom.Chaos.Sink;

/// <summary>A mail server of which is known what it has taken, wherever it is killed: that is in a file before it says so.</summary>
internal static class SinkProgram
{
    public static async Task<int> RunAsync(int port, string file, int seed, CancellationToken cancellation)
    {
        using var taken = new TakenMails(file);
        using var listener = SmtpListener.Listen(new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port) });
        await listener.RunAsync(new SinkHandler(taken, new Random(seed)), cancellation);
        return 0;
    }
}
