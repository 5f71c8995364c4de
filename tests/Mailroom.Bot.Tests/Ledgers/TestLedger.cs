using Mailroom.Bot.Ledgers;
using Npgsql;

namespace Mailroom.Bot.Tests.Ledgers;

/// <summary>A ledger of a test's own, which several bots may open.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly LedgerKind kind;
    private readonly DirectoryInfo? folder;
    private readonly string? database;

    private TestLedger(LedgerKind kind, string connectionString, DirectoryInfo? folder, string? database)
    {
        this.kind = kind;
        this.folder = folder;
        this.database = database;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static async Task<TestLedger> CreateAsync(LedgerKind kind)
    {
        if (kind == LedgerKind.Postgres)
        {
            Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
            var server = await PostgresServer.SharedAsync();
            var name = $"test_{Guid.CreateVersion7():N}";
            await server.ExecuteAsync($"CREATE DATABASE {name}");
            return new TestLedger(kind, server.ConnectionString(name), null, name);
        }
        var made = Directory.CreateTempSubdirectory("mailroom-ledger-");
        return new TestLedger(kind, $"Data Source={Path.Combine(made.FullName, "bot.db")}", made, null);
    }

    public ILedgerDatabase Open() => kind == LedgerKind.Postgres
        ? new PostgresLedgerDatabase(ConnectionString)
        : new SqliteLedgerDatabase(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        folder?.Delete(recursive: true);
        if (database is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await (await PostgresServer.SharedAsync()).ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)");
    }
}
