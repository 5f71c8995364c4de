using System.Data.Common;
using Mailroom.Api.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Mailroom.Api.Data;

/// <summary>The way to the database: any number of readers, and one who writes. Thread-safe.</summary>
internal sealed class Database : IAsyncDisposable
{
    // Making a context costs more than most of what is done with it, so they are used again.
    private readonly PooledDbContextFactory<MailroomDb> contexts;
    private readonly IDatabaseWriter writer;
    private readonly DatabaseOptions settings;
    private FileClaim? claim;

    public Database(DatabaseOptions settings)
    {
        this.settings = settings;
        Provider = settings.Provider;
        var builder = new DbContextOptionsBuilder<MailroomDb>().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        if (Provider == DatabaseProvider.Sqlite)
            builder.UseSqlite(ForFile(settings.ConnectionString));
        else
            builder.UseNpgsql(ForServer(settings.ConnectionString));
        contexts = new PooledDbContextFactory<MailroomDb>(builder.Options);
        writer = Provider == DatabaseProvider.Sqlite ? new FileWriter(contexts) : new ServerWriter(contexts);
    }

    public DatabaseProvider Provider { get; }

    /// <summary>Called after every change that was made by this process. Must not block.</summary>
    public Action? Changed { get; set; }

    /// <summary>Keeps other processes from the database where it is for one alone.</summary>
    /// <exception cref="ApiConfigurationException">Another process has it.</exception>
    public void Claim()
    {
        if (Provider == DatabaseProvider.Sqlite)
            claim ??= FileClaim.Take(settings);
    }

    /// <summary>For reading. To be disposed.</summary>
    public MailroomDb Open() => contexts.CreateDbContext();

    /// <summary>Makes a change in a transaction, and returns when it is on disk.</summary>
    /// <param name="change">Makes it. May be called more than once, so it touches nothing but the database.</param>
    /// <param name="cancellation">Gives up, if the change has not begun.</param>
    public async Task<T> WriteAsync<T>(Func<MailroomDb, CancellationToken, Task<T>> change, CancellationToken cancellation)
    {
        var result = await writer.WriteAsync(change, cancellation);
        Changed?.Invoke();
        return result;
    }

    /// <summary>Finds messages to change them; until the transaction ends, nobody else can.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="ids">Of the messages.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<List<Message>> LockAsync(MailroomDb db, Guid[] ids, CancellationToken cancellation)
    {
        // Always in the same order, so that two who want several never wait for each other.
        var messages = Provider == DatabaseProvider.Sqlite
            ? db.Messages.Where(message => ids.Contains(message.Id))
            : db.Messages.FromSql($"SELECT * FROM messages WHERE id = ANY({ids}) ORDER BY id FOR UPDATE");
        return messages.AsTracking().ToListAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        claim?.Dispose();
    }

    private static string ForServer(string connectionString)
    {
        const string prepare = "Max Auto Prepare";
        const string reset = "No Reset On Close";
        const string places = "Maximum Pool Size";
        // The same few statements come again and again: planning them each time would cost more than carrying them out.
        // Nothing here changes a session, so there is nothing to reset when it goes back to the pool.
        var connection = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!connection.ContainsKey(prepare))
            connection[prepare] = "64";
        if (!connection.ContainsKey(reset))
            connection[reset] = "true";
        // Two busy instances leave room for others in the 100 connections that a server has by default.
        if (!connection.ContainsKey(places))
            connection[places] = "40";
        return connection.ConnectionString;
    }

    private static string ForFile(string connectionString)
    {
        var connection = new SqliteConnectionStringBuilder(connectionString);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(connection.DataSource)) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            return connection.ToString();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiConfigurationException($"Database:ConnectionString names a file that can't be made: {exception.Message}");
        }
    }
}
