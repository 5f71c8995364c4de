namespace Mailroom.Api.Data;

/// <summary>Carries out changes, each in a transaction of which all or nothing is kept.</summary>
internal interface IDatabaseWriter : IAsyncDisposable
{
    /// <summary>Returns when the change is on disk.</summary>
    /// <param name="change">Makes the change. May be called more than once, so it touches nothing but the database.</param>
    /// <param name="cancellation">Gives up, if the change has not begun.</param>
    Task<T> WriteAsync<T>(Func<MailroomDb, CancellationToken, Task<T>> change, CancellationToken cancellation);
}
