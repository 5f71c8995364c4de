using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Data;

/// <summary>Makes the tables in a new database, and refuses one whose tables are of another version.</summary>
internal static class SchemaSetup
{
    // Any number will do, if every instance has the same: "mailroom" in ASCII.
    private const long LockKey = 0x6d61696c726f6f6d;

    /// <exception cref="SchemaException">The tables are of another version.</exception>
    public static async Task RunAsync(Database database, CancellationToken cancellation)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
            await UseWriteAheadLogAsync(database, cancellation);
        var found = await database.WriteAsync((db, token) => CreateAsync(db, token), cancellation);
        if (found != MailroomDb.Version)
        {
            throw new SchemaException(
                $"The database has tables of version {found}, and this program knows version {MailroomDb.Version} only.");
        }
    }

    // Kept in the file, and not allowed within a transaction.
    private static async Task UseWriteAheadLogAsync(Database database, CancellationToken cancellation)
    {
        await using var db = database.Open();
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
    }

    private static async Task<int> CreateAsync(MailroomDb db, CancellationToken cancellation)
    {
        // Of several instances that start at the same time one makes the tables, and the others wait for it.
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockKey})", cancellation);
        if (await HasTablesAsync(db, cancellation))
            return await db.SchemaVersions.Select(row => row.Version).SingleAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync(db.Database.GenerateCreateScript(), cancellation);
        db.SchemaVersions.Add(new SchemaVersion { Id = 1, Version = MailroomDb.Version });
        await db.SaveChangesAsync(cancellation);
        return MailroomDb.Version;
    }

    private static async Task<bool> HasTablesAsync(MailroomDb db, CancellationToken cancellation)
    {
        var tables = db.Database.IsNpgsql()
            ? db.Database.SqlQuery<int>(
                $"""
                SELECT count(*)::int AS "Value" FROM pg_tables
                WHERE tablename = 'schema_versions' AND schemaname = ANY(current_schemas(false))
                """)
            : db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = 'schema_versions'");
        return await tables.SingleAsync(cancellation) > 0;
    }
}
