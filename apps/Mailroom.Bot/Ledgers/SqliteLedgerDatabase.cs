using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Mailroom.Bot.Ledgers;

/// <summary>
/// A ledger in a file. One loop owns the connection; what comes while a transaction is written to disk goes into the next one together.
/// </summary>
internal sealed class SqliteLedgerDatabase : ILedgerDatabase
{
    private const int LargestGroup = 64;

    private readonly Channel<LedgerWork> waiting = Channel.CreateBounded<LedgerWork>(1024);
    private readonly string connectionString;
    private readonly string file;
    private readonly Task loop;
    private SqliteConnection? connection;

    public SqliteLedgerDatabase(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        this.connectionString = builder.ToString();
        file = Path.GetFullPath(builder.DataSource);
        loop = Task.Run(CommitAllAsync);
    }

    public async Task<T> CommitAsync<T>(
        Guid? messageId, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellation)
    {
        var result = default(T)!;
        var item = new LedgerWork(async transaction => result = await work(transaction.Connection!, transaction));
        await waiting.Writer.WriteAsync(item, cancellation);
        // Not given up once it is in line, because it may be done all the same.
        await item.Done;
        return result;
    }

    public Task<IAsyncDisposable?> TryClaimAsync(string bot, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            // The system lets go of it when the process ends, however that comes about.
            var claim = new FileStream(
                $"{file}.{Uri.EscapeDataString(bot)}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return Task.FromResult<IAsyncDisposable?>(claim);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            return Task.FromResult<IAsyncDisposable?>(null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
    }

    private async Task CommitAllAsync()
    {
        var group = new List<LedgerWork>(LargestGroup);
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && waiting.Reader.TryRead(out var item))
                group.Add(item);
            await CommitAsync(group);
            group.Clear();
        }
        Close();
    }

    private async Task CommitAsync(List<LedgerWork> group)
    {
        try
        {
            connection ??= await OpenAsync();
            await using (var transaction = connection.BeginTransaction())
            {
                foreach (var item in group)
                    await item.RunAsync(transaction);
                await transaction.CommitAsync();
            }
            foreach (var item in group)
                item.Complete();
        }
#pragma warning disable CA1031 // Whoever waits is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close();
            foreach (var item in group)
                item.Fail(exception);
        }
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var opened = new SqliteConnection(connectionString);
        try
        {
            await opened.OpenAsync();
            await using var command = opened.CreateCommand();
            // FULL, because with WAL only that has a commit on disk when it returns.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            await command.ExecuteNonQueryAsync();
            await LedgerSchema.CreateAsync(opened, null, CancellationToken.None);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }
}
