using Mailroom.Api.Tests;
using Mailroom.Bot.Ledgers;
using Npgsql;

namespace Mailroom.Bot.Tests.Ledgers;

/// <summary>A ledger of a test's own, which several bots may open.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly LedgerKind kind;
    private readonly DirectoryInfo? folder;

    private TestLedger(LedgerKind kind, string connectionString, DirectoryInfo? folder)
    {
        this.kind = kind;
        this.folder = folder;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static async Task<TestLedger> CreateAsync(LedgerKind kind)
    {
        if (kind == LedgerKind.Postgres)
        {
            var server = (await TestContext.Current.GetFixture<PostgreSqlFixture>()).ShouldNotBeNull();
            return new TestLedger(kind, await server.CreateDatabaseAsync(), null);
        }
        var made = Directory.CreateTempSubdirectory("mailroom-ledger-");
        return new TestLedger(kind, $"Data Source={Path.Combine(made.FullName, "bot.db")}", made);
    }

    public ILedgerDatabase Open() => kind == LedgerKind.Postgres
        ? new PostgresLedgerDatabase(ConnectionString)
        : new SqliteLedgerDatabase(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        folder?.Delete(recursive: true);
        if (kind == LedgerKind.Postgres)
            await DropAsync();
    }

    // With the connections of bots that have crashed, which nobody else closes.
    private async Task DropAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(ConnectionString);
        var server = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is the fixture's own.
        command.CommandText = $"DROP DATABASE {database.Database} WITH (FORCE)";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
