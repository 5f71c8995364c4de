using System.Data.Common;
using Mailroom.Bot.Ledgers;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>Stands before a ledger, and fails when the test wants it to.</summary>
internal sealed class FailingDatabase : ILedgerDatabase
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILedgerDatabase? behind;

    /// <summary>Nothing gets through.</summary>
    public volatile bool Fails;

    /// <summary>All gets through, and nobody hears of it.</summary>
    public volatile bool FailsAfterwards;

    /// <summary>Nothing gets through, and nobody hears of that.</summary>
    public volatile bool Hangs;

    /// <summary>Somebody hangs.</summary>
    public Task Reached => reached.Task;

    public ILedgerDatabase Before(ILedgerDatabase database)
    {
        behind = database;
        return this;
    }

    public async Task<T> CommitAsync<T>(
        Guid? messageId, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellation)
    {
        if (Hangs)
        {
            reached.TrySetResult();
            await new TaskCompletionSource().Task;
        }
        if (Fails)
            throw new IOException("The ledger is gone.");
        var result = await behind!.CommitAsync(messageId, work, cancellation);
        return FailsAfterwards ? throw new IOException("The connection broke.") : result;
    }

    public Task<IAsyncDisposable?> TryClaimAsync(string bot, CancellationToken cancellation) =>
        behind!.TryClaimAsync(bot, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
