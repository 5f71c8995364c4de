using Mailroom.Servers;

namespace Mailroom.EndToEnd.Tests;

/// <summary>Mailroom as processes on one combination, with real mail servers; started once for all tests of the combination.</summary>
public abstract class Installation(Combination combination) : IAsyncLifetime
{
    private const int LinesShown = 150;
    private const string Key = "a key for these tests alone";

    private readonly ServerFolder folder = new("mailroom");
    private readonly Stack<IAsyncDisposable> started = new();

    /// <summary>Why it can't be had here; null when it can.</summary>
    public string? Missing { get; } = MailServers.Missing
        ?? (combination.IsPostgreSql ? PostgreSqlServer.Missing : null)
        ?? (combination.IsRabbitMq ? RabbitMqServer.Missing : null);

    /// <summary>Where the bot takes mail by SMTP.</summary>
    public int SmtpPort { get; } = LoopbackPort.FindFree();

    public MailroomProgram Api { get; private set; } = null!;

    public MailroomProgram Bot { get; private set; } = null!;

    /// <summary>Of the broker.</summary>
    public string BrokerUri { get; private set; } = "";

    internal MailServers Mail { get; private set; } = null!;

    internal ApiClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        Mail = Owned(await MailServers.StartAsync());
        var broker = Owned<IBrokerServer>(combination.IsRabbitMq ? await RabbitMqServer.StartAsync() : await PabalServer.StartAsync());
        BrokerUri = broker.Uri;
        var database = combination.IsPostgreSql ? Owned(await PostgreSqlServer.StartAsync()) : null;
        var port = LoopbackPort.FindFree();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Broker:Uri"] = broker.Uri,
            ["Api:Keys:test"] = Key,
            ["Api:From"] = $"Mailroom <{Mail.Dovecot.User.Address}>",
            ["Database:ConnectionString"] = database is null ? $"Data Source={folder["api.db"]}" : await database.CreateDatabaseAsync(),
        };
        Api = Owned(await MailroomProgram.StartApiAsync(port, folder.Path, settings));
        Client = new ApiClient(port, Key);
        Bot = Owned(await MailroomProgram.StartBotAsync(SmtpPort, folder.Path, await BotSettingsAsync(broker, database)));
    }

    /// <summary>The end of what the servers have logged.</summary>
    public string DescribeEnd() => string.Join(
        "\n",
        [Part("API", Api.Output), Part("Bot", Bot.Output), Part("Postfix", Mail.Postfix.Log), Part("Dovecot", Mail.Dovecot.Log)]);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        while (started.TryPop(out var server))
            await server.DisposeAsync();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<Dictionary<string, string>> BotSettingsAsync(IBrokerServer broker, PostgreSqlServer? database) =>
        new(StringComparer.Ordinal)
        {
            ["Broker:Uri"] = broker.Uri,
            ["Bot:Ledger"] = database is null ? $"Data Source={folder["bot.db"]}" : await database.CreateDatabaseAsync(),
            ["Bot:Smtp:Host"] = "localhost",
            ["Bot:Smtp:Port"] = $"{Mail.Postfix.Ports.Submission}",
            ["Bot:Smtp:Tls"] = "Required",
            ["Bot:Smtp:User"] = Mail.Dovecot.User.Address,
            ["Bot:Smtp:Password"] = Mail.Dovecot.User.Password,
            ["Bot:Smtp:TrustedRootsFile"] = Mail.PostfixRoots,
            ["Bot:Imap:0:Name"] = "bob",
            ["Bot:Imap:0:Host"] = "localhost",
            ["Bot:Imap:0:Port"] = $"{Mail.Dovecot.Ports.Imaps}",
            ["Bot:Imap:0:Tls"] = "Implicit",
            ["Bot:Imap:0:User"] = Mail.Dovecot.User.Address,
            ["Bot:Imap:0:Password"] = Mail.Dovecot.User.Password,
            ["Bot:Imap:0:TrustedRootsFile"] = Mail.DovecotRoots,
            ["Bot:Retry:MaxAttempts"] = "40",
            ["Bot:Retry:First"] = "00:00:00.3",
            ["Bot:Retry:Longest"] = "00:00:01",
        };

    private static string Part(string name, string log) => $"== {name}\n{string.Join('\n', log.Split('\n').TakeLast(LinesShown))}";

    private T Owned<T>(T server)
        where T : IAsyncDisposable
    {
        started.Push(server);
        return server;
    }
}
