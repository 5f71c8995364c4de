using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Pabal.Bench.Processes;

namespace Mailroom.Coupling.Designs;

/// <summary>Mailroom's API and bot, with Pabal between them.</summary>
internal sealed class NewDesign : IDesign
{
    private const string ApiKey = "coupling-benchmark-key";
    private const int PageSize = 100;

    // Enough to send what waits as fast as the machine can.
    private const int ManyConnections = 64;

    // Without a single mail sent, after which nothing more is expected.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CouplingOptions options;
    private readonly TemporaryFolder folder;
    private readonly MailServerProcess mailServer;
    private readonly HttpClient http;
    private readonly ChildProcess broker;
    private Uri address = null!;
    private string brokerUri = "";
    private ChildProcess? api;
    private ChildProcess? bot;

    private NewDesign(CouplingOptions options, TemporaryFolder folder, MailServerProcess mailServer)
    {
        this.options = options;
        this.folder = folder;
        this.mailServer = mailServer;
        http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        broker = OwnProcess.Start("Pabal", "pabal", "pabal", folder, ["--Amqp:Port=0", $"--DataDirectory={folder["broker"]}"]);
    }

    public Uri Target => new(address, "v1/messages");

    public string? Key => ApiKey;

    public IReadOnlyDictionary<string, int> Processes => new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["API"] = api!.Id,
        ["bot"] = bot!.Id,
        ["broker"] = broker.Id,
    };

    public static async Task<IDesign> StartAsync(
        CouplingOptions options, TemporaryFolder folder, string database, MailServerProcess mailServer,
        CancellationToken cancellation)
    {
        var design = new NewDesign(options, folder, mailServer);
        try
        {
            await design.StartAsync(database, cancellation);
            return design;
        }
        catch
        {
            await design.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the API has every accepted mail as sent, or as ended otherwise.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        await bot!.DisposeAsync();
        bot = StartBot(ManyConnections);
        var sent = 0;
        for (var last = Stopwatch.GetTimestamp(); await HasUnendedAsync(cancellation);)
        {
            if (mailServer.ReadMails().Count is var now && now > sent)
                (sent, last) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(last) > Patience)
                return;
            await Task.Delay(500, cancellation);
        }
    }

    public async Task<IReadOnlySet<string>> StoredAsSentAsync(CancellationToken cancellation)
    {
        var recipients = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var page = await ListAsync("sent", PageSize, cursor, cancellation);
            foreach (var message in page.GetProperty("items").EnumerateArray())
                recipients.Add(RecipientOf(message));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            if (cursor is null)
                return recipients;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
            await api.DisposeAsync();
        if (bot is not null)
            await bot.DisposeAsync();
        await broker.DisposeAsync();
        http.Dispose();
    }

    private async Task StartAsync(string database, CancellationToken cancellation)
    {
        var place = await broker.WaitForLineAsync("Pabal listens on amqp://", OwnProcess.StartTimeout, cancellation);
        brokerUri = $"amqp://guest:guest@{place.Trim().TrimEnd('/')}";
        address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Find(1)[0]}/"));
        api = OwnProcess.Start("Mailroom.Api", "Mailroom.Api", "api", folder, [
            $"--urls={address}", $"--Broker:Uri={brokerUri}", $"--Database:ConnectionString={database}",
            $"--Api:Keys:0={ApiKey}"]);
        await Readiness.WaitAsync(new Uri(address, "health/ready"), api, cancellation);
        bot = StartBot(options.Connections);
    }

    private ChildProcess StartBot(int connections) => OwnProcess.Start("Mailroom.Bot", "Mailroom.Bot", "bot", folder, [
        $"--Broker:Uri={brokerUri}", "--Bot:Name=bot", $"--Bot:Ledger=Data Source={folder["ledger"]}",
        "--Bot:Smtp:Host=127.0.0.1", $"--Bot:Smtp:Port={mailServer.Port}", "--Bot:Smtp:Tls=None",
        $"--Bot:Concurrency={connections}"]);

    private async Task<bool> HasUnendedAsync(CancellationToken cancellation)
    {
        foreach (var state in (string[])["accepted", "queued", "sending", "deferred"])
        {
            var page = await ListAsync(state, 1, null, cancellation);
            if (page.GetProperty("items").GetArrayLength() > 0)
                return true;
        }
        return false;
    }

    private Task<JsonElement> ListAsync(string state, int limit, string? cursor, CancellationToken cancellation)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"v1/messages?state={state}&limit={limit}");
        if (cursor is not null)
            query += $"&cursor={Uri.EscapeDataString(cursor)}";
        return http.GetFromJsonAsync<JsonElement>(new Uri(address, query), cancellation);
    }

    private static string RecipientOf(JsonElement message)
    {
        var to = message.GetProperty("to")[0];
        return to.ValueKind == JsonValueKind.String ? to.GetString()! : to.GetProperty("address").GetString()!;
    }
}
