using System.Data.Common;

namespace Mailroom.Bot.Ledgers;

/// <summary>A part of a transaction that others share. What it throws undoes it alone.</summary>
internal sealed class LedgerWork(Func<DbTransaction, Task> run)
{
    private const string Savepoint = "work";

    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? failure;

    /// <summary>Ends when the transaction is on disk.</summary>
    public Task Done => done.Task;

    public async Task RunAsync(DbTransaction transaction)
    {
        await transaction.SaveAsync(Savepoint);
        try
        {
            await run(transaction);
            await transaction.ReleaseAsync(Savepoint);
        }
#pragma warning disable CA1031 // Whoever waits for it is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            await transaction.RollbackAsync(Savepoint);
        }
    }

    public void Complete()
    {
        if (failure is null)
            done.TrySetResult();
        else
            done.TrySetException(failure);
    }

    public void Fail(Exception exception) => done.TrySetException(failure ?? exception);
}
