using Mailroom.Chaos.Sink;
using Mailroom.Messaging;
using Mailroom.Servers;

namespace Mailroom.Chaos.Running;

/// <summary>Mailroom and everything that it stands on, as processes.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Key = "a key for this run alone";

    private readonly Stack<IAsyncDisposable> started = new();
    private readonly Dictionary<string, IServer> servers = new(StringComparer.Ordinal);

    private Site()
    {
    }

    /// <summary>The waits between attempts, short because servers are back soon, and many because they go again.</summary>
    public static RetryLadder Ladder { get; } =
        RetryLadder.Exponential(100, TimeSpan.FromMilliseconds(250), 1.5, TimeSpan.FromSeconds(3));

    /// <summary>What can be killed, by name.</summary>
    public IReadOnlyDictionary<string, IServer> Servers => servers;

    public int ApiPort { get; } = LoopbackPort.FindFree();

    /// <summary>Where the bot takes mail.</summary>
    public int BotPort { get; } = LoopbackPort.FindFree();

    public IBrokerServer Broker { get; private set; } = null!;

    public SinkServer Sink { get; private set; } = null!;

    /// <summary>Null where it is not installed.</summary>
    public DovecotServer? Dovecot { get; private set; }

    public MailroomProgram Bot { get; private set; } = null!;

    /// <summary>Why it can't be had here; null when it can.</summary>
    public static string? Missing(ChaosOptions options) =>
        (options.IsPostgreSql ? PostgreSqlServer.Missing : null) ?? (options.IsRabbitMq ? RabbitMqServer.Missing : null);

    /// <exception cref="ServerException">Something is missing, or did not start.</exception>
    public static async Task<Site> StartAsync(ChaosOptions options, string folder)
    {
        if (Missing(options) is { } missing)
            throw new ServerException(missing);
        var site = new Site();
        try
        {
            await site.StartAllAsync(options, folder);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var server))
            await server.DisposeAsync();
    }

    private async Task StartAllAsync(ChaosOptions options, string folder)
    {
        Broker = Add<IBrokerServer>(
            "broker", options.IsRabbitMq ? await RabbitMqServer.StartAsync(folder) : await PabalServer.StartAsync(folder));
        Sink = Add("mail server", await SinkServer.StartAsync(folder, options.Seed));
        if (DovecotServer.Missing is null)
            Dovecot = Add("mailbox", await DovecotServer.StartAsync(folder));
        var database = options.IsPostgreSql ? Add("database", await PostgreSqlServer.StartAsync(folder)) : null;
        var settings = new SiteSettings(this, folder, options);
        Add("api", await MailroomProgram.StartApiAsync(ApiPort, folder, await settings.ApiAsync(database)));
        Bot = Add("bot", await MailroomProgram.StartBotAsync(BotPort, folder, await settings.BotAsync(database)));
    }

    private T Add<T>(string name, T server)
        where T : IServer
    {
        started.Push(server);
        servers.Add(name, server);
        return server;
    }
}
