using System.Data.Common;

namespace Mailroom.Bot.Ledgers;

/// <summary>Where a ledger is kept. Thread-safe.</summary>
internal interface ILedgerDatabase : IAsyncDisposable
{
    /// <summary>
    /// Runs some work in a transaction, which is on disk when this returns. Transactions of the same message run one after the other.
    /// </summary>
    /// <exception cref="DbException">It can't be done now. Unless the commit itself failed, nothing was changed.</exception>
    Task<T> CommitAsync<T>(Guid? messageId, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellation);

    /// <summary>Makes this process the only one that goes by a name, until it ends or disposes of what it got.</summary>
    /// <returns>Null when another process has the name.</returns>
    Task<IAsyncDisposable?> TryClaimAsync(string bot, CancellationToken cancellation);
}
