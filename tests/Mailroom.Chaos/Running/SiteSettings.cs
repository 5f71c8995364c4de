using Mailroom.Servers;

namespace Mailroom.Chaos.Running;

/// <summary>How Mailroom's programs are configured.</summary>
internal sealed class SiteSettings(Site site, string folder, ChaosOptions options)
{
    public async Task<Dictionary<string, string>> ApiAsync(PostgreSqlServer? database) => new(StringComparer.Ordinal)
    {
        ["Broker:Uri"] = site.Broker.Uri,
        ["Broker:Timeout"] = "00:00:10",
        ["Api:Keys:chaos"] = Site.Key,
        ["Api:From"] = "chaos@example.test",
        ["Database:ConnectionString"] = await DatabaseAsync(database, "api.db"),
    };

    public async Task<Dictionary<string, string>> BotAsync(PostgreSqlServer? database)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Broker:Uri"] = site.Broker.Uri,
            ["Broker:Timeout"] = "00:00:10",
            ["Bot:Ledger"] = await DatabaseAsync(database, "bot.db"),
            ["Bot:Smtp:Host"] = "127.0.0.1",
            ["Bot:Smtp:Port"] = $"{site.Sink.Port}",
            ["Bot:Smtp:Tls"] = "None",
            ["Bot:Uncertain"] = options.IsSentAgain ? "SendAgain" : "Hold",
            ["Bot:Retry:MaxAttempts"] = $"{Site.Ladder.MaxAttempts}",
            ["Bot:Retry:First"] = $"{Site.Ladder.Waits[0]:c}",
            ["Bot:Retry:Factor"] = "1.5",
            ["Bot:Retry:Longest"] = $"{Site.Ladder.Waits[^1]:c}",
            ["Bot:StoredTimeout"] = "00:00:20",
        };
        if (site.Dovecot is { } dovecot)
            AddMailbox(settings, dovecot);
        return settings;
    }

    private static void AddMailbox(Dictionary<string, string> settings, DovecotServer dovecot)
    {
        settings["Bot:Imap:0:Name"] = "mailbox";
        settings["Bot:Imap:0:Host"] = "127.0.0.1";
        settings["Bot:Imap:0:Port"] = $"{dovecot.Ports.Imap}";
        settings["Bot:Imap:0:Tls"] = "None";
        settings["Bot:Imap:0:AllowPlaintextAuthentication"] = "true";
        settings["Bot:Imap:0:User"] = dovecot.User.Address;
        settings["Bot:Imap:0:Password"] = dovecot.User.Password;
        settings["Bot:Imap:0:RetryInterval"] = "00:00:01";
        settings["Bot:Imap:0:ResyncInterval"] = "00:00:05";
    }

    private async Task<string> DatabaseAsync(PostgreSqlServer? database, string file) =>
        database is null ? $"Data Source={Path.Combine(folder, file)}" : await database.CreateDatabaseAsync();
}
