using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace Mailroom.Api.Data;

/// <summary>
/// The only one in the process who writes to an SQLite file, so that nobody finds it busy. Changes that gathered while others were
/// written share a transaction, and with it one wait for the disk; one that fails takes none of the others with it.
/// </summary>
internal sealed class FileWriter : IDatabaseWriter
{
    private const int MaxWaiting = 1024;
    private const int MaxTogether = 64;

    private readonly Channel<IPendingChange> waiting = Channel.CreateBounded<IPendingChange>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly IDbContextFactory<MailroomDb> contexts;
    private readonly Task writing;

    public FileWriter(IDbContextFactory<MailroomDb> contexts)
    {
        this.contexts = contexts;
        writing = Task.Run(WriteAllAsync);
    }

    public async Task<T> WriteAsync<T>(Func<MailroomDb, CancellationToken, Task<T>> change, CancellationToken cancellation)
    {
        var pending = new PendingChange<T>(change, cancellation);
        await waiting.Writer.WriteAsync(pending, cancellation);
        return await pending.Done;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<IPendingChange>(MaxTogether);
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxTogether && waiting.Reader.TryRead(out var change))
                batch.Add(change);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<IPendingChange> batch)
    {
        try
        {
            await using var db = contexts.CreateDbContext();
            // Held open for the whole batch, or the setting would be lost with the connection.
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous = FULL");
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var change in batch)
            {
                await transaction.CreateSavepointAsync("change");
                if (!await change.TryApplyAsync(db))
                    await transaction.RollbackToSavepointAsync("change");
                await transaction.ReleaseSavepointAsync("change");
                db.ChangeTracker.Clear();
            }
            await transaction.CommitAsync();
        }
#pragma warning disable CA1031 // Whatever it was, those who wait must be told, and the next batch may succeed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var change in batch)
                change.Fail(exception);
            return;
        }
        foreach (var change in batch)
            change.Complete();
    }
}
