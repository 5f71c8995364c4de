using Npgsql;

namespace Mailroom.Coupling.Measuring;

/// <summary>What PostgreSQL has done until a moment, by its own counters.</summary>
internal sealed record DatabaseWork(long Commits, long LogBytes)
{
    private const string Query = """
        SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), (SELECT wal_bytes FROM pg_stat_wal)
        """;

    public static async Task<DatabaseWork> ReadAsync(string connectionString, CancellationToken cancellation)
    {
        // Without a pool: a connection that stays would be counted among those that the design holds.
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(Query);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new DatabaseWork(reader.GetInt64(0), (long)reader.GetDecimal(1));
    }
}
