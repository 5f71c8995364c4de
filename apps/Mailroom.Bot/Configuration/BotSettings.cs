using System.Data.Common;
using Mailroom.Bot.Sending;
using Mailroom.Mail;
using Mailroom.Mail.Receiving;
using Mailroom.Mail.Sending;
using Mailroom.Messaging;
using Microsoft.Extensions.Configuration;

namespace Mailroom.Bot.Configuration;

/// <summary>Reads the sections Broker and Bot.</summary>
internal static class BotSettings
{
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan millisecond = TimeSpan.FromMilliseconds(1);

    /// <exception cref="InvalidSettingException">Something is missing or can't be used.</exception>
    public static BotOptions Read(IConfiguration configuration)
    {
        var bot = new SettingReader(configuration.GetSection("Bot"));
        var concurrency = bot.Integer("Concurrency", 8, 1, 1000);
        var retry = Retry(bot.Section("Retry"));
        var smtp = Smtp(bot.Section("Smtp"), concurrency);
        var longestAttempt = smtp.Server.ConnectTimeout + smtp.SendTimeout + smtp.ReplyTimeout;
        var (ledger, isShared) = Ledger(bot);
        return new BotOptions
        {
            Broker = Broker(new SettingReader(configuration.GetSection("Broker"))),
            Name = Name(bot),
            Concurrency = (ushort)concurrency,
            Smtp = smtp,
            Imap = Imap(bot.Section("Imap")),
            Listen = ListenSettings.Read(bot.Section("Listen")),
            Retry = retry,
            Uncertain = bot.Choice("Uncertain", UncertainPolicy.Hold),
            // An attempt that still goes on would be taken for one that was given up, and made again where that is configured.
            UncertainAfter = bot.Duration(
                "UncertainAfter", Later(TimeSpan.FromMinutes(30), longestAttempt), longestAttempt, TimeSpan.FromDays(1)),
            Ledger = ledger,
            IsLedgerShared = isShared,
            // What is forgotten could be sent a second time when its command came again.
            LedgerRetention = bot.Duration(
                "LedgerRetention", TimeSpan.FromDays(30), TimeSpan.FromDays(1) + Longest(retry), TimeSpan.FromDays(3650)),
            StoredTimeout = bot.Duration("StoredTimeout", TimeSpan.FromMinutes(1), second, TimeSpan.FromMinutes(4)),
            StopTimeout = bot.Duration("StopTimeout", TimeSpan.FromMinutes(1), second, TimeSpan.FromHours(1)),
        };
    }

    private static BrokerOptions Broker(SettingReader settings)
    {
        const string Allowed = "amqp://user:password@host:port or amqps://…, several separated by commas";
        var defaults = new BrokerOptions();
        var uri = settings.Text("Uri", defaults.Uri);
        var parts = uri.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var part in parts)
        {
            // It holds a password, so it isn't shown.
            if (!Uri.TryCreate(part, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("amqp" or "amqps"))
                throw new InvalidSettingException($"{settings.Key("Uri")} can't be used; it has to be {Allowed}.");
        }
        return parts.Length == 0
            ? throw new InvalidSettingException($"{settings.Key("Uri")} is empty; it has to be {Allowed}.")
            : defaults with
            {
                Uri = uri,
                ClientName = settings.Text("ClientName", "mailroom-bot"),
                Timeout = settings.Duration("Timeout", defaults.Timeout, second, TimeSpan.FromMinutes(10)),
            };
    }

    private static string Name(SettingReader settings)
    {
        var name = settings.Text("Name", "bot");
        return name.Length <= 100
            ? name
            : throw settings.Wrong("Name", name, "at most 100 characters");
    }

    private static SmtpSenderOptions Smtp(SettingReader settings, int concurrency)
    {
        var server = MailServerSettings.Read(settings, tls => tls switch
        {
            TlsMode.Implicit => 465,
            TlsMode.Required => 587,
            _ => 25,
        });
        var defaults = new SmtpSenderOptions { Server = server };
        return defaults with
        {
            LocalName = settings.Text("LocalName", defaults.LocalName),
            MaxConnections = settings.Integer("MaxConnections", concurrency, 1, 1000),
            MaxMailsPerConnection = settings.Integer("MaxMailsPerConnection", defaults.MaxMailsPerConnection, 1, 1_000_000),
            IdleTimeout = settings.Duration("IdleTimeout", defaults.IdleTimeout, millisecond, TimeSpan.FromHours(1)),
            SendTimeout = settings.Duration("SendTimeout", defaults.SendTimeout, second, TimeSpan.FromHours(1)),
            ReplyTimeout = settings.Duration("ReplyTimeout", defaults.ReplyTimeout, second, TimeSpan.FromHours(1)),
        };
    }

    private static List<ImapAccount> Imap(SettingReader settings)
    {
        var accounts = new List<ImapAccount>();
        foreach (var item in settings.Items())
        {
            var server = MailServerSettings.Read(item, tls => tls == TlsMode.Implicit ? 993 : 143);
            if (server.Credentials is null)
                throw new InvalidSettingException($"{item.Key("User")} is missing; a mailbox needs a user and a password or token.");
            var name = item.Text("Name", $"{server.Credentials.User}@{server.Host}");
            if (accounts.Exists(account => account.Name == name))
                throw item.Wrong("Name", name, "different for each mailbox");
            var defaults = new ImapReceiverOptions { Server = server };
            accounts.Add(new ImapAccount(name, defaults with
            {
                Folder = item.Text("Folder", defaults.Folder),
                Mark = item.Choice("Mark", defaults.Mark),
                Keyword = item.Text("Keyword", defaults.Keyword),
                MoveTo = item.Text("MoveTo", defaults.MoveTo),
                MaxMessageBytes = item.Integer("MaxMessageBytes", defaults.MaxMessageBytes, 1 << 10, 64 << 20),
                ResyncInterval = item.Duration("ResyncInterval", defaults.ResyncInterval, second, TimeSpan.FromDays(1)),
                PollInterval = item.Duration("PollInterval", defaults.PollInterval, second, TimeSpan.FromDays(1)),
                RetryInterval = item.Duration("RetryInterval", defaults.RetryInterval, second, TimeSpan.FromDays(1)),
            }));
        }
        return accounts;
    }

    private static RetryLadder Retry(SettingReader settings)
    {
        // Brokers hold a message back for less than 50 days.
        var longest = settings.Duration("Longest", TimeSpan.FromHours(4), millisecond, TimeSpan.FromDays(30));
        var first = settings.Duration(
            "First", longest < 30 * second ? longest : 30 * second, millisecond, longest);
        return RetryLadder.Exponential(
            settings.Integer("MaxAttempts", 12, 1, 100), first, settings.Factor("Factor", 2, 1000), longest);
    }

    private static (string ConnectionString, bool IsShared) Ledger(SettingReader settings)
    {
        const string Allowed = "a connection string of SQLite (Data Source=bot.db) or PostgreSQL (Host=…;Database=…)";
        var text = settings.Text("Ledger", "Data Source=mailroom-bot.db");
        try
        {
            var parsed = new DbConnectionStringBuilder { ConnectionString = text };
            if (parsed.ContainsKey("Host") || parsed.ContainsKey("Server"))
                return (new Npgsql.NpgsqlConnectionStringBuilder(text).ToString(), true);
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(text);
            if (file.DataSource.Length > 0 && !file.DataSource.Contains(":memory:", StringComparison.Ordinal))
                return (file.ToString(), false);
        }
        catch (ArgumentException)
        {
            // Said below: its message may hold the password.
        }
        throw new InvalidSettingException($"{settings.Key("Ledger")} can't be used; it has to be {Allowed}.");
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Longest(RetryLadder ladder) => ladder.Waits.Count == 0 ? TimeSpan.Zero : ladder.Waits[^1];
}
