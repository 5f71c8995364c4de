using Mailroom.Bot.Ledgers;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Sending;

/// <summary>Says what is uncertain because an earlier process of this bot ended in the middle of it.</summary>
internal sealed partial class Recovery(
    AttemptLedger ledger, OutcomePublisher outcomes, AttemptRules rules, BotIdentity bot, ILogger<Recovery> logger)
{
    /// <summary>
    /// May be repeated. What can't be published now is when the command comes again, since that was never acknowledged.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var row in await ledger.FindAbandonedAsync(bot, cancellation))
        {
            var end = rules.Unknown(row.Key, row.FirstAttempt, $"{row.Bot} ended while it was sending it.");
            LogUncertain(row.Key.MessageId, row.Key.Attempt);
            await outcomes.PublishAsync(await ledger.FinishAsync(row.Key, row.Instance, end, cancellation), cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MessageId}, attempt {Attempt}: uncertain after the bot's restart")]
    private partial void LogUncertain(Guid messageId, int attempt);
}
