using Mailroom.Bot.Configuration;
using Mailroom.Bot.Ledgers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Sending;

/// <summary>Keeps the ledger from growing forever.</summary>
internal sealed partial class LedgerCleanup(
    AttemptLedger ledger, BotOptions options, TimeProvider time, ILogger<LedgerCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                var count = await ledger.ForgetAsync(time.GetUtcNow() - options.LedgerRetention, stoppingToken);
                LogForgotten(count);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next time it may succeed, and nothing depends on it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotForgotten(exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} attempts were removed from the ledger")]
    private partial void LogForgotten(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing could be removed from the ledger: {Problem}")]
    private partial void LogNotForgotten(string problem);
}
