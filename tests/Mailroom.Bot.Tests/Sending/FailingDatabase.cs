using System.Data.Common;
using Mailroom.Bot.Ledgers;

namespace Mailroom.Bot.Tests.Sending;

/// <summary>Stands before a ledger, and fails when the test wants it to.</summary>
internal sealed class FailingDatabase : ILedgerDatabase
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource hasFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILedgerDatabase? behind;

    /// <summary>Nothing gets through.</summary>
    public volatile bool Fails;

    /// <summary>What is thrown then.</summary>
    public Func<Exception> Failure { get; set; } = () => new IOException("The ledger is gone.");

    /// <summary>All gets through, and nobody hears of it.</summary>
    public volatile bool FailsAfterwards;

    /// <summary>Nothing gets through, and nobody hears of that.</summary>
    public volatile bool Hangs;

    /// <summary>Nobody could claim a name.</summary>
    public Task HasFailed => hasFailed.Task;

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
            throw Failure();
        var result = await behind!.CommitAsync(messageId, work, cancellation);
        return FailsAfterwards ? throw new IOException("The connection broke.") : result;
    }

    public Task<IAsyncDisposable?> TryClaimAsync(string bot, CancellationToken cancellation)
    {
        if (!Fails)
            return behind!.TryClaimAsync(bot, cancellation);
        hasFailed.TrySetResult();
        return Task.FromException<IAsyncDisposable?>(Failure());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
