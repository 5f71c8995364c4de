using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Mailroom.Api.Data;

/// <summary>Gives every change a transaction of its own; PostgreSQL keeps them apart.</summary>
internal sealed class ServerWriter(IDbContextFactory<MailroomDb> contexts) : IDatabaseWriter
{
    private const int MaxTries = 5;

    public async Task<T> WriteAsync<T>(Func<MailroomDb, CancellationToken, Task<T>> change, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var db = contexts.CreateDbContext();
                // What fails takes the whole transaction with it, so nothing has to be saved within it.
                db.Database.AutoSavepointsEnabled = false;
                await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
                var result = await change(db, cancellation);
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception exception) when (tries < MaxTries && IsConflict(exception))
            {
                // Nothing of it was kept, and the other one of the two has gone on: the next try finds its result.
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsConflict(Exception exception) => (exception as PostgresException ?? exception.InnerException) is
        PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation,
    };
}
