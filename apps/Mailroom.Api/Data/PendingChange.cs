namespace Mailroom.Api.Data;

/// <inheritdoc cref="IPendingChange"/>
internal sealed class PendingChange<T>(
    Func<MailroomDb, CancellationToken, Task<T>> change, CancellationToken cancellation) : IPendingChange
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;
    private Exception? failure;

    public Task<T> Done => done.Task;

    public async Task<bool> TryApplyAsync(MailroomDb db)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            result = await change(db, CancellationToken.None);
            return true;
        }
#pragma warning disable CA1031 // It goes to the one who waits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            return false;
        }
    }

    public void Complete()
    {
        if (failure is null)
            done.TrySetResult(result!);
        else
            done.TrySetException(failure);
    }

    public void Fail(Exception exception) => done.TrySetException(failure ?? exception);
}
