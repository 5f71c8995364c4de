using System.Diagnostics;

namespace Mailroom.Api.Tests;

/// <summary>Waits with a deadline that only something broken meets.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task<T> WithinAsync<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task WithinAsync(this Task task) => task.WaitAsync(Deadline);

    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"The condition did not come true. Last: {value}");
            await Task.Delay(Pause);
        }
    }
}
