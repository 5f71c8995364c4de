using System.Data.Common;
using Npgsql;

namespace Mailroom.Bot.Ledgers;

/// <summary>A ledger that several bots share.</summary>
internal sealed class PostgresLedgerDatabase(string connectionString) : ILedgerDatabase
{
    // Whose locks are for messages and names, among those of others in the same database.
    private const int LockSpace = 0x4d61696c;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
    private readonly SemaphoreSlim gate = new(1);
    private volatile bool isCreated;

    public async Task<T> CommitAsync<T>(
        Guid? messageId, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellation)
    {
        await EnsureCreatedAsync(cancellation);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Or an attempt and its cancellation, begun at the same time, would not see each other.
        if (messageId is { } message)
            await LockAsync(transaction, message.ToString("N"), cancellation);
        var result = await work(connection, transaction);
        // Given up in the middle, nobody would know whether it was done.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public async Task<IAsyncDisposable?> TryClaimAsync(string bot, CancellationToken cancellation)
    {
        // The server lets go of it when the connection ends.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 30,
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_try_advisory_lock(@space, hashtext(@name))";
            command.Parameters.AddWithValue("space", LockSpace);
            command.Parameters.AddWithValue("name", bot);
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task EnsureCreatedAsync(CancellationToken cancellation)
    {
        if (isCreated)
            return;
        await gate.WaitAsync(cancellation);
        try
        {
            if (isCreated)
                return;
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            // PostgreSQL's IF NOT EXISTS fails when two do it at the same time.
            await LockAsync(transaction, "schema", cancellation);
            await LedgerSchema.CreateAsync(connection, transaction, cancellation);
            await transaction.CommitAsync(cancellation);
            isCreated = true;
        }
        finally
        {
            gate.Release();
        }
    }

    private static async Task LockAsync(NpgsqlTransaction transaction, string name, CancellationToken cancellation)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended(@name, @space))";
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("space", (long)LockSpace);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
