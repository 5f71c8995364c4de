using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Settings;

/// <summary>
/// Decides which parts run here, and fills in what makes them meet, wherever nothing else is configured.
/// </summary>
internal sealed class SettingsReader(ConfigurationManager configuration)
{
    private const int DefaultPort = 8025;
    private const int DefaultBrokerPort = 5672;

    private readonly LoopbackPorts ports = new();
    private readonly Dictionary<string, string?> missing = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the data directory too, since the page's key is in it.</summary>
    /// <exception cref="SettingsException">Something in the configuration can't be used.</exception>
    /// <exception cref="IOException">The data directory can't be used.</exception>
    public ProgramSettings Read()
    {
        var directory = Path.GetFullPath(Text("DataDirectory", "mailroom-data"));
        MakePrivate(directory);
        var runsApi = Flag("Run:Api", true);
        var runsBot = Flag("Run:Bot", true);
        var broker = Flag("Run:Broker", configuration["Broker:Uri"] is null) ? LoopbackOf("Broker:Port", DefaultBrokerPort) : null;
        var mailbox = Flag("Run:Mailbox", runsBot && configuration["Bot:Smtp:Host"] is null)
            ? LoopbackOf("Mailbox:Port", 0)
            : null;
        // What can't be read as an end point, the bot refuses with the right words.
        var returns = IPEndPoint.TryParse(Text("Bot:Listen:EndPoint", ""), out var listens) ? listens : Loopback(ports.FindFree());
        if (broker is not null)
            Fill("Broker:Uri", $"amqp://guest:guest@{broker}");
        FillApi(directory);
        FillBot(directory, mailbox, returns);
        configuration.AddInMemoryCollection(missing);
        return new ProgramSettings
        {
            DataDirectory = directory,
            Url = Text("Urls", "").Split(';')[0].TrimEnd('/'),
            Key = runsApi ? configuration["Api:Keys:page"] : null,
            RunsApi = runsApi,
            RunsBot = runsBot,
            Broker = broker,
            IsBrokerElsewhere = broker is not null && broker.Port != DefaultBrokerPort && Text("Broker:Port", "").Length == 0,
            Mailbox = mailbox,
            Returns = returns,
        };
    }

    private void FillApi(string directory)
    {
        Fill("Urls", $"http://{LoopbackOf("Port", DefaultPort)}");
        Fill("Database:ConnectionString", $"Data Source={Path.Combine(directory, "mailroom.db")}");
        Fill("Api:From", "Mailroom <mailroom@localhost>");
        if (!configuration.GetSection("Api:Keys").GetChildren().Any())
            Fill("Api:Keys:page", PageKey.GetOrCreate(directory));
    }

    private void FillBot(string directory, IPEndPoint? mailbox, IPEndPoint returns)
    {
        Fill("Bot:Ledger", $"Data Source={Path.Combine(directory, "bot.db")}");
        if (mailbox is null)
            return;
        Fill("Bot:Smtp:Host", mailbox.Address.ToString());
        Fill("Bot:Smtp:Port", Number(mailbox.Port));
        Fill("Bot:Smtp:Tls", "None");
        Fill("Bot:Listen:EndPoint", returns.ToString());
        // Somebody is watching, and the mailbox changes its mind soon. First may not be longer than Longest.
        if (configuration["Bot:Retry:Longest"] is null)
            Fill("Bot:Retry:First", "00:00:03");
    }

    private void Fill(string key, string value)
    {
        if (configuration[key] is null)
            missing[key] = value;
    }

    private string Text(string key, string otherwise) =>
        configuration[key] is { Length: > 0 } text ? text : missing.GetValueOrDefault(key) ?? otherwise;

    private bool Flag(string key, bool otherwise) => configuration[key] switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new SettingsException($"{key} is '{text}', but must be true or false."),
    };

    /// <summary>A configured port as it is; otherwise the usual one, or a free one where that is taken.</summary>
    private IPEndPoint LoopbackOf(string key, int usual)
    {
        var port = configuration[key] switch
        {
            null or "" => ports.PreferredOrFree(usual),
            var text when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
            var text => throw new SettingsException($"{key} is '{text}', but must be a port from 0 to 65535."),
        };
        return Loopback(port == 0 ? ports.FindFree() : port);
    }

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
