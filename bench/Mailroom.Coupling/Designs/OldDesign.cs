using System.Globalization;
using System.Net.Http.Json;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>The API and the bot that call each other.</summary>
internal sealed class OldDesign : IDesign
{
    private readonly ChildProcess bot;
    private readonly ChildProcess api;
    private readonly Uri address;

    private OldDesign(CouplingOptions options, TemporaryFolder folder, string database, int mailServerPort)
    {
        var ports = LoopbackPort.Find(2);
        address = AddressOf(ports[0]);
        var timeout = string.Create(CultureInfo.InvariantCulture, $"--Timeout={options.TimeoutSeconds}");
        bot = OwnProcess.StartRole("old-bot", folder, [
            $"--urls={AddressOf(ports[1])}", $"--Api={address}", timeout, $"--MailServerPort={mailServerPort}",
            $"--Connections={options.Connections}", Quiet]);
        api = OwnProcess.StartRole("old-api", folder, [
            $"--urls={address}", $"--Bot={AddressOf(ports[1])}", timeout, $"--Database={database}", Quiet]);
        Processes = new Dictionary<string, int>(StringComparer.Ordinal) { ["API"] = api.Id, ["bot"] = bot.Id };
    }

    public Uri Target => new(address, "v1/messages");

    public string? Key => null;

    public IReadOnlyDictionary<string, int> Processes { get; }

    // Thousands of stack traces a second would slow it down more than a company's log does.
    private static string Quiet => "--Logging:LogLevel:Default=None";

    public static async Task<IDesign> StartAsync(
        CouplingOptions options, TemporaryFolder folder, string database, int mailServerPort, CancellationToken cancellation)
    {
        var design = new OldDesign(options, folder, database, mailServerPort);
        try
        {
            await Readiness.WaitAsync(new Uri(design.address, "internal/recipients"), design.api, cancellation);
            return design;
        }
        catch
        {
            await design.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whatever was to be sent has been by the time its caller was answered or gave up.</summary>
    public Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<IReadOnlySet<string>> StoredAsSentAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var recipients = await http.GetFromJsonAsync<string[]>(new Uri(address, "internal/recipients"), cancellation);
        return recipients!.ToHashSet(StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await bot.DisposeAsync();
    }

    private static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
}
