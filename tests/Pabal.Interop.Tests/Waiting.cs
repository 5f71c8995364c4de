using System.Diagnostics;

namespace Pabal.Interop.Tests;

/// <summary>Waits with a deadline that only a broken broker meets.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task<T> WithinAsync<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task WithinAsync(this Task task) => task.WaitAsync(Deadline);

    /// <summary>Asks again until the condition holds; for what the broker tells only those who ask.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException("The condition did not come true.");
            await Task.Yield();
        }
    }
}
