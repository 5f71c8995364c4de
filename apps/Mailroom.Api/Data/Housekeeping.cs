using Mailroom.Api.Settings;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Data;

/// <summary>Removes what has served its time: idempotency keys, and the ids of events that can't come again, and what
/// <see cref="Retention"/> says.</summary>
internal sealed partial class Housekeeping(
    Database database, Retention retention, ApiOptions options, TimeProvider time, ILogger<Housekeeping> logger)
    : BackgroundService
{
    // Nobody is kept waiting for long by a change of this many rows.
    private const int RowsAtATime = 1000;

    private static readonly TimeSpan interval = TimeSpan.FromMinutes(10);

    public async Task SweepAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var oldestKey = now - options.IdempotencyLife;
        var oldestEvent = now - options.AppliedEventLife;
        await RepeatAsync(db => db.IdempotencyKeys.Where(row => db.IdempotencyKeys.Where(old => old.CreatedAt <= oldestKey)
            .OrderBy(old => old.CreatedAt).Take(RowsAtATime).Any(old => old.Owner == row.Owner && old.Key == row.Key)));
        await RepeatAsync(db => db.AppliedEvents.Where(row => db.AppliedEvents.Where(old => old.AppliedAt <= oldestEvent)
            .OrderBy(old => old.AppliedAt).Take(RowsAtATime).Select(old => old.Id).Contains(row.Id)));
        await retention.SweepAsync(cancellation);

        async Task RepeatAsync<T>(Func<MailroomDb, IQueryable<T>> old)
        {
            int removed;
            do
            {
                removed = await database.WriteAsync((db, token) => old(db).ExecuteDeleteAsync(token), cancellation);
            }
            while (removed == RowsAtATime);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next time it may succeed, and nothing depends on it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows could not be removed")]
    private partial void LogFailed(Exception exception);
}
