using Mailroom.Api.Data;
using Mailroom.Api.Settings;
using Mailroom.Servers;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Tests.Data;

/// <summary>Tables are made once, and changes are all or nothing.</summary>
public class DatabaseTests(PostgreSqlFixture postgreSql)
{
    [Fact]
    public async Task Setup_ByManyInstancesAtOnce_MakesTheTablesOnce()
    {
        var options = new DatabaseOptions(DatabaseProvider.PostgreSql, await postgreSql.CreateDatabaseAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var database = new Database(options);
            await SchemaSetup.RunAsync(database, CancellationToken.None);
        }));

        await using var again = new Database(options);
        await using var db = again.Open();
        (await db.SchemaVersions.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Setup_OfTablesOfAnotherVersion_IsRefused(DatabaseKind kind)
    {
        using var folder = new ServerFolder("db");
        await using var database = new Database(kind == DatabaseKind.PostgreSql
            ? new DatabaseOptions(DatabaseProvider.PostgreSql, await postgreSql.CreateDatabaseAsync())
            : new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={folder["x.db"]};Pooling=False"));
        await SchemaSetup.RunAsync(database, CancellationToken.None);
        await database.WriteAsync(
            (db, token) => db.SchemaVersions.ExecuteUpdateAsync(row => row.SetProperty(version => version.Version, 99), token), CancellationToken.None);

        var exception = await Should.ThrowAsync<SchemaException>(() => SchemaSetup.RunAsync(database, CancellationToken.None));

        exception.Message.ShouldContain("99");
    }

    [Theory]
    [InlineData("Data Source=/proc/none/x.db")]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=1")]
    public async Task Start_WithADatabaseThatCantBeUsed_EndsWithOneLineThatNamesTheKey(string database)
    {
        // The server that does not answer is waited for, and its time runs out at once here.
        var exception = await Should.ThrowAsync<Exception>(() => ApiHost.StartAsync(database: database, time: new HastyTime()));

        exception.ShouldBeOfType<ApiConfigurationException>().Message.ShouldStartWith("Database:ConnectionString");
    }

    [Fact]
    public async Task Start_OnAFileThatAnotherProcessUses_IsRefused_UntilThatHasEnded()
    {
        using var folder = new ServerFolder("db");
        var database = $"Data Source={folder["x.db"]};Pooling=False";
        await using (var first = await ApiHost.StartAsync(database: database))
        {
            var exception = await Should.ThrowAsync<ApiConfigurationException>(() => ApiHost.StartAsync(database: database));

            exception.Message.ShouldStartWith("Database:ConnectionString");
            exception.Message.ShouldContain("another process");
            exception.Message.ShouldNotContain("\n");
            await first.AcceptAsync();
        }
        await using var next = await ApiHost.StartAsync(database: database);
        (await next.GetAsync("/v1/messages"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    // It says so while it recovers from a crash, which may well be the one that ended this program too.
    [Fact]
    public async Task Start_WhileTheServerStarts_WaitsForIt()
    {
        await using var server = new RefusingPostgreSql("57P03", "3D000");

        var exception = await Should.ThrowAsync<ApiConfigurationException>(
            () => ApiHost.StartAsync(database: $"Host=127.0.0.1;Port={server.Port};Database=x;Username=x;Password=x;SSL Mode=Disable"));

        exception.Message.ShouldContain("3D000");
    }

    [Fact]
    public async Task File_IsWrittenAheadAndSafely()
    {
        using var folder = new ServerFolder("db");
        await using var database = await CreateAsync(folder);
        await using var db = database.Open();

        (await db.Database.SqlQuery<string>($"SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync()).ShouldBe("wal");
        var synchronous = await database.WriteAsync(
            (writing, token) => writing.Database.SqlQuery<int>($"SELECT synchronous AS \"Value\" FROM pragma_synchronous").SingleAsync(token),
            CancellationToken.None);
        synchronous.ShouldBe(2, "FULL");
    }

    [Fact]
    public async Task Changes_ThatShareATransaction_FailAlone()
    {
        using var folder = new ServerFolder("db");
        await using var database = await CreateAsync(folder);

        var changes = Enumerable.Range(0, 200).Select(i => database.WriteAsync(
            async (db, token) =>
            {
                db.AppliedEvents.Add(new AppliedEvent { Id = $"{i}", AppliedAt = DateTimeOffset.UnixEpoch });
                await db.SaveChangesAsync(token);
                return i % 7 == 3 ? throw new InvalidOperationException($"{i}") : i;
            },
            CancellationToken.None)).ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            if (i % 7 == 3)
                (await Should.ThrowAsync<InvalidOperationException>(changes[i])).Message.ShouldBe($"{i}");
            else
                (await changes[i]).ShouldBe(i);
        }

        await using var reading = database.Open();
        var kept = await reading.AppliedEvents.Select(row => row.Id).ToListAsync();
        kept.ShouldBe(Enumerable.Range(0, 200).Where(i => i % 7 != 3).Select(i => $"{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Change_ByAForeignWriter_IsWaitedFor()
    {
        using var folder = new ServerFolder("db");
        await using var database = await CreateAsync(folder);
        await using var foreign = database.Open();
        var transaction = await foreign.Database.BeginTransactionAsync();

        var change = database.WriteAsync((db, token) => db.AppliedEvents.ExecuteDeleteAsync(token), CancellationToken.None);
        change.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();

        await change.WithinAsync();
    }

    private static async Task<Database> CreateAsync(ServerFolder folder)
    {
        var database = new Database(new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={folder["x.db"]};Pooling=False"));
        await SchemaSetup.RunAsync(database, CancellationToken.None);
        return database;
    }

    // Every look at the clock is an hour after the one before.
    private sealed class HastyTime : TimeProvider
    {
        private long looks;

        public override long GetTimestamp() => Interlocked.Increment(ref looks) * TimestampFrequency * 3600;
    }
}
