using System.Globalization;
using Mailroom.Coupling.MailServer;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>The mail server, as a running process.</summary>
internal sealed class MailServerProcess : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly string file;

    private MailServerProcess(TemporaryFolder folder, double delayMs)
    {
        file = folder["mails"];
        process = OwnProcess.StartRole("mail-server", folder, [
            $"--File={file}", string.Create(CultureInfo.InvariantCulture, $"--Delay={delayMs}")]);
    }

    public int Port { get; private set; }

    public int ProcessId => process.Id;

    public static async Task<MailServerProcess> StartAsync(
        TemporaryFolder folder, double delayMs, CancellationToken cancellation)
    {
        var server = new MailServerProcess(folder, delayMs);
        try
        {
            var port = await server.process.WaitForLineAsync("listens at port ", OwnProcess.StartTimeout, cancellation);
            server.Port = int.Parse(port, CultureInfo.InvariantCulture);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it has taken until now.</summary>
    public List<(long Time, string Recipient)> ReadMails() => MailLog.Read(file);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
