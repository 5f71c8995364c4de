using System.Data.Common;
using System.Net.Sockets;
using Mailroom.Bot.Configuration;
using Mailroom.Bot.Ledgers;
using Mailroom.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mailroom.Bot.Sending;

/// <summary>Sends what the API asks for, from the moment that this process alone goes by the bot's name.</summary>
internal sealed partial class SendingService(
    BotOptions options,
    ILedgerDatabase database,
    Recovery recovery,
    AttemptRecorder recorder,
    SendHandler send,
    CancelHandler cancel,
    BotBroker broker,
    TimeProvider time,
    ILogger<SendingService> logger) : BackgroundService
{
    private const ushort CancelConcurrency = 4;

    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever it waits for first must not keep the host from starting.
        await Task.Yield();
        IAsyncDisposable? claim = null;
        try
        {
            await UntilDoneAsync(async () => (claim = await ClaimAsync(stoppingToken)) is not null, stoppingToken);
            await UntilDoneAsync(() => RecoverAsync(stoppingToken), stoppingToken);
            await Task.WhenAll(
                broker.Consumer.RunAsync(Topology.Commands, options.Concurrency, send, stoppingToken),
                broker.Consumer.RunAsync(Topology.Cancellations, CancelConcurrency, cancel, stoppingToken),
                CatchUpAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
        finally
        {
            if (claim is not null)
                await claim.DisposeAsync();
        }
    }

    private async Task<IAsyncDisposable?> ClaimAsync(CancellationToken cancellation)
    {
        var claim = await database.TryClaimAsync(options.Name, cancellation);
        if (claim is null)
            LogNameTaken(options.Name);
        return claim;
    }

    private async Task<bool> RecoverAsync(CancellationToken cancellation)
    {
        await recovery.RunAsync(cancellation);
        return true;
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await recorder.CatchUpAsync();
            }
#pragma warning disable CA1031 // It must not end while sending goes on: the ledger would never be told.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotReady(exception.Message);
            }
        }
    }

    private async Task UntilDoneAsync(Func<Task<bool>> step, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await step())
                    return;
            }
            catch (Exception exception) when (exception is DbException or IOException or TimeoutException
                or UnauthorizedAccessException or BrokerUnavailableException or SocketException)
            {
                LogNotReady(exception.Message);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another process goes by the bot's name {Name}: waiting for its end")]
    private partial void LogNameTaken(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bot can't go on yet: {Problem}")]
    private partial void LogNotReady(string problem);
}
