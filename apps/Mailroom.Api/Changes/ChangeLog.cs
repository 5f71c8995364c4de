using Mailroom.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Changes;

/// <summary>Reads the sequence of changes from the database, in an order in which nothing can appear behind what was read.</summary>
/// <remarks>
/// On PostgreSQL ids are given before the commit, so a later one may be seen first. Entries are therefore ordered by their transaction,
/// and read only up to the oldest transaction that has not ended.
/// </remarks>
internal sealed class ChangeLog(Database database)
{
    public const int PageSize = 256;

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(ChangePosition after, CancellationToken cancellation)
    {
        await using var db = database.Open();
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            return await db.Timeline.Where(entry => entry.Id > after.Id)
                .OrderBy(entry => entry.Id).Take(PageSize).ToListAsync(cancellation);
        }
        return await db.Timeline.FromSql(
            $"""
            SELECT * FROM timeline WHERE (transaction_id, id) > ({after.TransactionId}, {after.Id})
            AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            ORDER BY transaction_id, id LIMIT {PageSize}
            """).ToListAsync(cancellation);
    }

    /// <summary>The place after everything that can be read now.</summary>
    public async Task<ChangePosition> EndAsync(CancellationToken cancellation)
    {
        await using var db = database.Open();
        if (database.Provider == DatabaseProvider.Sqlite)
            return new ChangePosition(0, await db.Timeline.MaxAsync(entry => (long?)entry.Id, cancellation) ?? 0);
        var oldest = await db.Database.SqlQuery<long>($"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS \"Value\"")
            .SingleAsync(cancellation);
        return new ChangePosition(oldest - 1, long.MaxValue);
    }
}
