using System.Diagnostics;

namespace Mailroom.Mail.Tests;

/// <summary>Waits with a deadline that only something broken meets.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task<T> WithinAsync<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task WithinAsync(this Task task) => task.WaitAsync(Deadline);

    public static async Task UntilAsync(Func<bool> condition, Func<string>? explain = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"The condition did not come true. {explain?.Invoke()}");
            await Task.Delay(Pause);
        }
    }
}
