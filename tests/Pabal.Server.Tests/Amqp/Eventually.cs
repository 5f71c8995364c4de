namespace Pabal.Server.Tests.Amqp;

/// <summary>Waits for what other threads bring about, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan deadline = TimeSpan.FromSeconds(10);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var cancellation = new CancellationTokenSource(deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            if (cancellation.IsCancellationRequested)
                throw new TimeoutException(what);
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task<T> WithinDeadline<T>(this Task<T> task) => task.WaitAsync(deadline);

    public static Task WithinDeadline(this Task task) => task.WaitAsync(deadline);
}
