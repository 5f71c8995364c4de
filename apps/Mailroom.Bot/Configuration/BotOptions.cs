using Mailroom.Bot.Sending;
using Mailroom.Mail.Listening;
using Mailroom.Mail.Sending;
using Mailroom.Messaging;

namespace Mailroom.Bot.Configuration;

/// <summary>All that is configured of a bot, checked.</summary>
internal sealed record BotOptions
{
    public required BrokerOptions Broker { get; init; }

    /// <summary>Bot:Name. One process at a time goes by it; bots that share a ledger have different ones.</summary>
    public required string Name { get; init; }

    /// <summary>Bot:Concurrency. Mails that are sent at the same time.</summary>
    public required ushort Concurrency { get; init; }

    /// <summary>Bot:Smtp.</summary>
    public required SmtpSenderOptions Smtp { get; init; }

    /// <summary>Bot:Imap.</summary>
    public required IReadOnlyList<ImapAccount> Imap { get; init; }

    /// <summary>Bot:Listen; null when no mail is taken by SMTP.</summary>
    public required SmtpListenerOptions? Listen { get; init; }

    /// <summary>Bot:Retry.</summary>
    public required RetryLadder Retry { get; init; }

    /// <summary>Bot:Uncertain.</summary>
    public required UncertainPolicy Uncertain { get; init; }

    /// <summary>Bot:UncertainAfter. An attempt of another bot that has not ended by then is uncertain.</summary>
    public required TimeSpan UncertainAfter { get; init; }

    /// <summary>Bot:Ledger. A connection string of SQLite or PostgreSQL.</summary>
    public required string Ledger { get; init; }

    public required bool IsLedgerShared { get; init; }

    /// <summary>Bot:LedgerRetention. What ended before that is forgotten.</summary>
    public required TimeSpan LedgerRetention { get; init; }

    /// <summary>Bot:StoredTimeout. How long the API may take to store a mail that was fetched.</summary>
    public required TimeSpan StoredTimeout { get; init; }

    /// <summary>Bot:StopTimeout. How long mails that are being sent may take when the bot is told to stop.</summary>
    public required TimeSpan StopTimeout { get; init; }
}
