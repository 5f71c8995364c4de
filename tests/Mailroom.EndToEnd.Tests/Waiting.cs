using System.Diagnostics;

namespace Mailroom.EndToEnd.Tests;

/// <summary>Waits with a deadline that only something broken meets.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads until what is read meets a condition. A server that is down meanwhile is asked again.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition, Func<T?, string> explain)
    {
        T? last = default;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Deadline; await Task.Delay(Pause))
        {
            try
            {
                last = await read();
                if (condition(last))
                    return last;
            }
            catch (HttpRequestException)
            {
                // It is just being started again.
            }
        }
        throw new TimeoutException($"The condition did not come true. {explain(last)}");
    }
}
