using System.Data.Common;

namespace Mailroom.Bot.Ledgers;

/// <summary>The tables, in words that SQLite and PostgreSQL share. Times are milliseconds since 1970.</summary>
internal static class LedgerSchema
{
    private const string Text = """
        CREATE TABLE IF NOT EXISTS bot_attempts (
            message_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            first_attempt INTEGER NOT NULL,
            bot TEXT NOT NULL,
            instance TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            state TEXT NOT NULL,
            ended_at BIGINT,
            outcome TEXT,
            next_wait BIGINT,
            recipients TEXT,
            PRIMARY KEY (message_id, attempt));
        CREATE INDEX IF NOT EXISTS bot_attempts_ended ON bot_attempts (ended_at);
        CREATE TABLE IF NOT EXISTS bot_cancellations (
            message_id TEXT NOT NULL PRIMARY KEY,
            first_attempt INTEGER NOT NULL,
            recorded_at BIGINT NOT NULL);
        """;

    public static async Task CreateAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Text;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
